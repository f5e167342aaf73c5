/** Red Hat Enterprise Linux 5 and later, its rebuilds, and Fedora, installed by anaconda with a kickstart file. */
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Form } from '../../form.ts';
import type { Detection } from '../../image.ts';
import type { Settings } from '../../profile.ts';
import { COMMON_DEFAULTS, loginOf, words } from '../../settings.ts';
import { planBest } from '../../ways.ts';
import { bootif, curve } from '../shared.ts';
import { detectRedhat, SIGNATURE } from './detect.ts';
import { addReports } from './finish.ts';
import { installerArgs, waysOf } from './ways.ts';

const DEFAULTS: Settings = { ...COMMON_DEFAULTS, packages: '@core openssh-server', boot_way: '' };

/** Not measured: the sizes of a minimal installation of EL 9 as its documentation and mirrors show them. */
const REDHAT_CURVE = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 2, bytes: 110e6, share: 0.05 },
  { files: 12, bytes: 900e6, share: 0.3 },
  { files: 400, bytes: 1400e6, share: 0.9 },
]);

export const redhat: Family = {
  id: 'redhat',
  title: 'Red Hat family',
  signature: SIGNATURE,
  detect: detectRedhat,
  defaults: DEFAULTS,
  answers: () => [{ name: 'ks.cfg', template: 'redhat-kickstart.liquid' }],
  overlay: () => [],
  plan,
  leftOut: (image, form) => (takesFilesystem(image, form) ? [] : ['filesystem']),
  variables,
  finishAnswers: (text, { image, urls }) => addReports(text, urls.report, Number(image.facts.major)),
  stage,
  progress: REDHAT_CURVE,
};

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { machine, settings } = context;
  return planBest(
    waysOf(context).map((way) => ({ ...way, plan: () => anaconda(context, way.id) })),
    { memoryMiB: machine.memoryMiB, wanted: settings.boot_way },
  );
}

function anaconda(context: InstallContext, way: string): LinuxPlan {
  const { image, profile, machine, settings } = context;
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel ?? 'images/pxeboot/vmlinuz'}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [...installerArgs(context, way), 'ip=dhcp', bootif(machine.mac), ...words(settings.kernel_args)],
  };
}

/** Kernels of EL 8 and later have no btrfs, those of EL 5 no XFS to install on. */
function takesFilesystem({ facts }: Detection, { layout }: Form): boolean {
  const major = Number(facts.major);
  if (facts.distro === 'fedora') return true;
  return layout.filesystem === 'btrfs'
    ? major === 6 || major === 7
    : layout.filesystem !== 'xfs' || major > 5;
}

function variables({
  image,
  form,
  settings,
  urls,
  joined,
  hostname,
}: InstallContext): Readonly<Record<string, unknown>> {
  const bare = image.facts.repositories === '';
  const extra = words(image.facts.repositories).filter((path) => !['.', 'BaseOS'].includes(path));
  return {
    major: Number(image.facts.major),
    layout: takesFilesystem(image, form) ? form.layout : { ...form.layout, filesystem: null },
    fedora: image.facts.distro === 'fedora',
    url: bare && settings.mirror ? settings.mirror : urls.tree,
    // The main repository is at the root, or BaseOS beside it, which anaconda finds by .treeinfo (EL 8 and later).
    repositories: [
      ...extra.map((path) => ({ name: path.replaceAll('/', '-'), url: `${urls.tree}/${path}` })),
      ...joined.filter(({ kind }) => kind === 'rpm'),
    ],
    packages: words(settings.packages),
    login: loginOf(settings),
    fqdn: fullName(hostname, settings),
  };
}

const fullName = (hostname: string, { domain }: Settings): string =>
  domain ? `${hostname}.${domain}` : hostname;

function stage(path: string): InstallStage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^vmlinuz/.test(name)) return 'kernel';
  if (/^initrd.*\.img$/.test(name)) return 'initrd';
  if (name.endsWith('.rpm')) return 'packages';
  const installer =
    /^(?:\.treeinfo|treeinfo|\.discinfo|install\.img|stage2\.img|minstg2\.img|squashfs\.img|updates\.img|product\.img)$/;
  return installer.test(name) || /(?:^|\/)repodata\//.test(path) ? 'installer' : null;
}
