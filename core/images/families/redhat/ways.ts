/**
 * How anaconda of each release is told where its second part, its packages and its kickstart are, and the memory it
 * takes. Names of the arguments: anaconda's boot options (docs/boot-options.rst) for 7 and later; the loader of 5 and 6
 * (loader/cmdline) before. From EL 9 on only the names with `inst.` count.
 */
import type { InstallContext } from '../../family.ts';
import type { Way } from '../../ways.ts';

/** The kernel arguments that are anaconda's. */
export function installerArgs(context: InstallContext, way: string): string[] {
  const { image, urls } = context;
  const major = majorOf(context);
  const log = urls.syslog ? `${urls.syslog.host}:${urls.syslog.port}` : null;
  if (major > 6)
    return [...sources(context, way), `inst.ks=${urls.answers}`, ...(log ? [`inst.syslog=${log}`] : [])];
  // The loader of old asks on the machine for what it is not told, language and keyboard first.
  const asked = [`lang=${context.form.locale}`, `keymap=${context.form.keyboard}`];
  const source = major === 6 ? oldSources(image.facts.stage2 ?? '', urls.tree) : [`method=${urls.tree}`];
  return [...source, `ks=${urls.answers}`, ...(log ? [`syslog=${log}`] : []), 'ksdevice=bootif', ...asked];
}

/** EL 6: packages and the second part are found below one address; the second is named so that no mirror is asked. */
const oldSources = (stage2: string, tree: string): string[] => [
  `repo=${tree}`,
  ...(stage2 ? [`stage2=${tree}/${stage2}`] : []),
];

/** A medium without packages still has the installer; the packages come from the profile's mirror. */
function sources({ image, form, urls }: InstallContext, way: string): string[] {
  const bare = image.facts.repositories === '' && form.mirror !== null;
  const repository = bare ? (form.mirror ?? urls.tree) : urls.tree;
  if (way === 'nfs' && urls.nfs) return [`inst.stage2=nfs:${urls.nfs.path}`, `inst.repo=${repository}`];
  return bare ? [`inst.stage2=${urls.tree}`, `inst.repo=${repository}`] : [`inst.repo=${repository}`];
}

/**
 * Memory by release, MiB. Red Hat's installation guides: from 8 on 3 GiB when the installer comes by HTTP and 1.5 GiB
 * when it comes from a drive or by NFS; 7: 1.25 GiB over the network; 6: 628 MiB; 5: 512 MiB.
 */
const NEEDS: readonly (readonly [from: number, http: number])[] = [
  [8, 3072],
  [7, 1280],
  [6, 628],
  [0, 512],
];

/** By HTTP the second part lies in memory; by NFS it stays on the laptop. Only anaconda from EL 8 on is weighed so. */
export function waysOf(context: InstallContext): Way[] {
  const major = majorOf(context);
  const http: Way = {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: NEEDS.find(([from]) => major >= from)?.[1] ?? 512,
    takes: "the installer's second part lies in memory",
  };
  return major < 8 ? [http] : [http, nfsWay(context)];
}

function nfsWay({ urls }: InstallContext): Way {
  const way: Way = { id: 'nfs', title: 'by NFS', needsMiB: 1536, takes: 'the installer runs in it' };
  if (urls.nfs === null) return { ...way, shut: 'the NFS door is shut.' };
  return urls.nfs.portMapper
    ? way
    : { ...way, shut: 'another program on this laptop has port 111, and the installer asks there.' };
}

/** Fedora counts differently; all that are alive are like EL 9 and 10. */
const majorOf = ({ image }: InstallContext): number =>
  image.facts.distro === 'fedora' ? Math.max(9, Number(image.facts.major) - 32) : Number(image.facts.major);
