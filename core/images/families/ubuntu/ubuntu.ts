/**
 * Ubuntu Server and Desktop 20.04 and later: a live system (casper) in which the installer runs.
 *
 * The live system gets at its medium in one of two ways: the whole ISO by HTTP into memory, or the medium's tree by
 * NFS. Read in casper 1.498 (24.04) and 26.04.2, scripts/casper: an URL counts only when it ends in `.iso`; the medium
 * must have the UUID that the RAM disk has; an NFS root takes no mount options, so it needs the port mapper.
 */
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Detection, Image } from '../../image.ts';
import type { Settings } from '../../profile.ts';
import { COMMON_DEFAULTS, words } from '../../settings.ts';
import { planBest, type Way } from '../../ways.ts';
import { bootif, curve } from '../shared.ts';
import { ubuntuAnswers, ubuntuLeavesOut, ubuntuVariables } from './answers.ts';
import { detectUbuntu, SIGNATURE } from './detect.ts';
import { addReports } from './finish.ts';

const DEFAULTS: Settings = { ...COMMON_DEFAULTS, boot_way: '' };

/** Not measured: sizes of Ubuntu Server 24.04 as its release page shows them. */
const UBUNTU_CURVE = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 2, bytes: 90e6, share: 0.05 },
  { files: 3, bytes: 2600e6, share: 0.3 },
  { files: 40, bytes: 3000e6, share: 0.4 },
]);

export const ubuntu: Family = {
  id: 'ubuntu',
  title: 'Ubuntu',
  signature: SIGNATURE,
  detect: detectUbuntu,
  defaults: DEFAULTS,
  overlay: () => [],
  answers: ubuntuAnswers,
  leftOut: ubuntuLeavesOut,
  plan,
  variables: ubuntuVariables,
  finishAnswers: (text, { image, urls }) =>
    image.facts.installer === 'subiquity' ? addReports(text, urls) : text,
  stage,
  progress: UBUNTU_CURVE,
};

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { settings, machine } = context;
  return planBest(
    [
      { ...httpWay(context.image), plan: () => liveSystem(context, httpArgs(context)) },
      { ...nfsWay(context), plan: () => liveSystem(context, nfsArgs(context)) },
    ],
    { memoryMiB: machine.memoryMiB, wanted: settings.boot_way },
  );
}

/**
 * Memory for the live system and its installer, MiB. Ubuntu's own figures: 1.5 GB for Server (installation guide,
 * 24.04), 4 GB for Desktop; as those are for systems whose medium is a drive, the medium in memory comes on top.
 */
const LIVE_SYSTEM: Readonly<Record<string, number>> = { server: 1536, desktop: 4096 };

const liveMiB = ({ facts }: Detection): number => LIVE_SYSTEM[facts.kind ?? ''] ?? 4096;

function httpWay(image: Image): Way {
  const mediumMiB = Math.ceil(image.bytes / 2 ** 20);
  return {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: mediumMiB + liveMiB(image) + 512,
    takes: `the whole medium of ${mediumMiB} MiB lies in memory beside the live system`,
    ...(image.folder ? { shut: 'the image is a folder: there is no ISO to fetch.' } : {}),
  };
}

function nfsWay({ image, urls }: InstallContext): Way {
  const shut =
    urls.nfs === null
      ? 'the NFS door is shut.'
      : urls.nfs.portMapper
        ? undefined
        : 'another program on this laptop has port 111, and this live system asks there.';
  return {
    id: 'nfs',
    title: 'by NFS',
    needsMiB: liveMiB(image),
    takes: 'the live system and its installer run in it',
    ...(shut === undefined ? {} : { shut }),
  };
}

function liveSystem({ image, profile }: InstallContext, args: readonly string[]): LinuxPlan {
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel ?? 'casper/vmlinuz'}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args,
  };
}

/**
 * `root=/dev/ram0` makes the kernel's first file system one without a limit: without any `root=` it may take half of
 * the memory only, and a large ISO would not fit. `iso-url=` is the later name of `url=`, which other programs of the
 * live system read as well (cloud-init, hence `cloud-config-url=/dev/null`; ubiquity).
 */
function httpArgs(context: InstallContext): string[] {
  const name = release(context) < 20.1 ? 'url' : 'iso-url';
  return [
    ...common(context),
    `${name}=${context.urls.iso}`,
    'cloud-config-url=/dev/null',
    'root=/dev/ram0',
    'ramdisk_size=1500000',
    ...installerArgs(context),
  ];
}

function nfsArgs(context: InstallContext): string[] {
  return [
    ...common(context),
    'boot=casper',
    'netboot=nfs',
    `nfsroot=${context.urls.nfs?.path ?? ''}`,
    'cloud-config-url=/dev/null',
    ...installerArgs(context),
  ];
}

const common = ({ machine }: InstallContext): string[] => ['ip=dhcp', bootif(machine.mac)];

/** What follows the dashes is copied to the installed system's boot loader. */
function installerArgs(context: InstallContext): string[] {
  return [...answersArgs(context), '---', ...words(context.settings.kernel_args)];
}

/**
 * The word `autoinstall` is the consent that is asked for otherwise. cloud-init fetches `user-data`, `meta-data` and
 * `vendor-data` below the seed's URL, whose last slash counts; `nocloud-net` is the name that older ones know.
 */
function answersArgs(context: InstallContext): string[] {
  const { image, urls } = context;
  if (image.facts.installer === 'none') return [];
  if (image.facts.installer === 'ubiquity') return ['automatic-ubiquity', `url=${urls.answers}`];
  const source = release(context) < 24 ? 'nocloud-net' : 'nocloud';
  return ['autoinstall', `ds=${source};s=${urls.own}/`];
}

const release = ({ image }: InstallContext): number => Number.parseFloat(image.facts.release ?? '0');

/** The files of the answers are fetched one after the other; the first of these says that the live system runs. */
function stage(path: string): InstallStage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:hwe-)?vmlinuz(?:\.efi)?$/.test(name)) return 'kernel';
  if (/^(?:hwe-)?initrd(?:\.gz|\.lz)?$/.test(name)) return 'initrd';
  if (name.endsWith('.deb')) return 'packages';
  return /\.(?:iso|squashfs|size)$|install-sources\.yaml$/.test(name) ? 'installer' : null;
}
