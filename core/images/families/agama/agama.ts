/**
 * SUSE Linux Enterprise 16, openSUSE Leap 16 and later: a live system (dracut) in which Agama installs, led by a
 * profile. The live image alone is fetched into memory, not the whole ISO.
 */
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage } from '../../family.ts';
import type { Settings } from '../../profile.ts';
import { COMMON_DEFAULTS, words } from '../../settings.ts';
import { planBest } from '../../ways.ts';
import { bootif, curve } from '../shared.ts';
import { detectAgama, SIGNATURE } from './detect.ts';
import { agamaVariables } from './variables.ts';

const DEFAULTS: Settings = { ...COMMON_DEFAULTS, boot_way: '', product: '' };

/** Not measured. */
const AGAMA_CURVE = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 2, bytes: 120e6, share: 0.05 },
  { files: 3, bytes: 900e6, share: 0.2 },
  { files: 500, bytes: 1800e6, share: 0.85 },
]);

export const agama: Family = {
  id: 'agama',
  title: 'SUSE with Agama',
  signature: SIGNATURE,
  detect: detectAgama,
  defaults: DEFAULTS,
  overlay: () => [],
  answers: () => [
    { name: 'profile.jsonnet', template: 'agama-profile.liquid' },
    { name: 'start.sh', template: 'agama-start.liquid' },
    { name: 'late.sh', template: 'agama-late.liquid' },
    { name: 'done.sh', template: 'agama-done.liquid' },
  ],
  plan,
  variables: agamaVariables,
  finishAnswers,
  stage,
  progress: AGAMA_CURVE,
};

/**
 * A technician's own profile gets the script that tells the end: Jsonnet adds to an object, and JSON is Jsonnet too.
 */
function finishAnswers(text: string, { urls }: InstallContext): string {
  if (text.includes(`${urls.own}/done.sh`) || text.includes(`${urls.report}/finished`)) return text;
  const script = { name: 'fieldboot-zz-done', url: `${urls.own}/done.sh`, chroot: false };
  return `(\n${text}) + { scripts+: { post+: [${JSON.stringify(script)}] } }\n`;
}

/** What the installer needs beside its own image: SUSE's figure is 2 GB for an installation from a drive. */
const INSTALLER_MIB = 2048;

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, machine, settings } = context;
  const liveMiB = Math.ceil(Number(image.facts.liveBytes ?? 0) / 2 ** 20);
  const way = {
    id: 'http',
    title: 'by HTTP into memory',
    needsMiB: INSTALLER_MIB + liveMiB,
    takes: `its image of ${liveMiB} MiB lies in memory beside the installer`,
  };
  const question = { memoryMiB: machine.memoryMiB, wanted: settings.boot_way };
  return planBest([{ ...way, plan: () => liveSystem(context) }], question);
}

function liveSystem({ image, profile, settings, machine, urls }: InstallContext): LinuxPlan {
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel ?? 'boot/x86_64/loader/linux'}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [
      `root=live:${urls.tree}/LiveOS/squashfs.img`,
      'ip=dhcp',
      'rd.neednet=1',
      bootif(machine.mac),
      `inst.auto=${urls.answers}`,
      ...repository(image.facts.repository ?? '', settings.mirror ?? '', urls.tree),
      `inst.finish=${settings.finish === 'poweroff' ? 'poweroff' : 'reboot'}`,
      'inst.self_update=0',
      ...words(settings.kernel_args),
    ],
  };
}

/** Offline media carry their packages in `install`; the others take them from a mirror, or from SUSE. */
function repository(onMedium: string, mirror: string, tree: string): string[] {
  if (onMedium !== '') return [`inst.install_url=${tree}/${onMedium}`];
  return mirror === '' ? [] : [`inst.install_url=${mirror}`];
}

function stage(path: string): InstallStage | null {
  if (/^boot\/[^/]+\/loader\/linux$/.test(path)) return 'kernel';
  if (/^boot\/[^/]+\/loader\/initrd$/.test(path)) return 'initrd';
  if (path.endsWith('.rpm')) return 'packages';
  return /^LiveOS\/|(?:^|\/)repodata\//.test(path) ? 'installer' : null;
}
