/**
 * SUSE Linux Enterprise 12 and 15, openSUSE Leap to 15.6 and Tumbleweed: linuxrc fetches the installation system from
 * the medium's tree and hands AutoYaST's profile to YaST. linuxrc checks what it fetches against the medium's own
 * checksums, so nothing under `boot/` is changed.
 */
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';
import type { Detection } from '../../image.ts';
import type { Settings } from '../../profile.ts';
import { COMMON_DEFAULTS, words } from '../../settings.ts';
import { planBest } from '../../ways.ts';
import { bootif, curve } from '../shared.ts';
import { detectSuse, SIGNATURE } from './detect.ts';
import { addReports } from './finish.ts';
import { hasKeymap, suseVariables } from './variables.ts';

const DEFAULTS: Settings = { ...COMMON_DEFAULTS, packages: 'openssh', boot_way: '' };

/** Not measured: the sizes of a minimal SLES 15 as its documentation and media show them. */
const SUSE_CURVE = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 2, bytes: 130e6, share: 0.05 },
  { files: 12, bytes: 400e6, share: 0.2 },
  { files: 500, bytes: 1000e6, share: 0.85 },
]);

export const suse: Family = {
  id: 'suse',
  title: 'SUSE with YaST',
  signature: SIGNATURE,
  detect: detectSuse,
  defaults: DEFAULTS,
  overlay: () => [],
  answers: () => [{ name: 'autoinst.xml', template: 'suse-autoyast.liquid' }],
  plan,
  leftOut,
  variables: suseVariables,
  finishAnswers: (text, { urls }) => addReports(text, urls.report),
  stage,
  progress: SUSE_CURVE,
};

/** SUSE's deployment guides: 1 GB for an installation over the network in text or graphics, 512 MB for SLE 12. */
const needsMiB = (major: string): number => (major === '12' ? 768 : 1024);

/** SUSE brings AppArmor in the place of SELinux until 16. */
function leftOut(_image: Detection, form: Form): readonly string[] {
  return [...(hasKeymap(form.keyboard) ? [] : ['keyboard']), ...wantedOf(form, ['selinux'])];
}

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, machine, settings } = context;
  const way = {
    id: 'http',
    title: 'over HTTP',
    needsMiB: needsMiB(image.facts.major ?? ''),
    takes: 'the installation system is unpacked in memory',
  };
  const question = { memoryMiB: machine.memoryMiB, wanted: settings.boot_way };
  return planBest([{ ...way, plan: () => linuxrc(context) }], question);
}

function linuxrc({ image, profile, settings, machine, urls, hostname }: InstallContext): LinuxPlan {
  const tree = `/images/${image.id}/tree`;
  const online = image.facts.packages === 'no' && settings.mirror;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel ?? 'boot/x86_64/loader/linux'}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [
      `install=${online || urls.tree}`,
      // The installation system must fit the kernel: it is the medium's own, wherever the packages come from.
      ...(online ? [`instsys=${urls.tree}/boot/x86_64/root`] : []),
      `autoyast=${urls.answers}`,
      // linuxrc sends its log by syslog to port 514, which cannot be chosen.
      ...(urls.syslog?.port === 514 ? [`loghost=${urls.syslog.host}`] : []),
      'ifcfg=*=dhcp',
      bootif(machine.mac),
      `hostname=${hostname}`,
      // Its updates are SUSE's to fetch, on the Internet.
      'self_update=0',
      ...words(settings.kernel_args),
    ],
  };
}

function stage(path: string): InstallStage | null {
  if (/^boot\/[^/]+\/(?:loader\/)?linux$/.test(path)) return 'kernel';
  if (/^boot\/[^/]+\/(?:loader\/)?initrd$/.test(path)) return 'initrd';
  if (path.endsWith('.rpm') && !path.startsWith('boot/')) return 'packages';
  return /^(?:boot|media\.1)\/|^(?:content|CHECKSUMS)$|(?:^|\/)repodata\//.test(path) ? 'installer' : null;
}
