/**
 * Debian 10 and later, installed by debian-installer.
 *
 * The medium's own RAM disk looks for a CD and cannot reach the network, so the network flavour of the same release is
 * booted (from the boot-file folder, or from the medium if it carries one) and the medium's tree is its mirror.
 */
import type { LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext, InstallStage, OverlayFile } from '../../family.ts';
import { wantedOf } from '../../form/wanted.ts';
import type { Form } from '../../form.ts';
import type { Detection } from '../../image.ts';
import type { Settings } from '../../profile.ts';
import { COMMON_DEFAULTS, loginOf, words } from '../../settings.ts';
import { bootif, curve } from '../shared.ts';
import { detectDebian, SIGNATURE } from './detect.ts';
import { INITRD_FILES, REPORT_ARGUMENT } from './initrd-files.ts';
import { abiMismatch, kernelAbi } from './kernel-abi.ts';

const KERNEL = 'netboot/linux';
const INITRD = 'netboot/initrd.gz';
const EXTRA_INITRD = 'netboot/fieldboot.cpio';

const DEFAULTS: Settings = { ...COMMON_DEFAULTS, packages: 'openssh-server' };

/** Measured on Debian 13.7: 292 files and 198 MB beside kernel and RAM disk; share of the whole time. */
const DEBIAN_CURVE = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 4, bytes: 53e6, share: 0.06 },
  { files: 88, bytes: 75e6, share: 0.25 },
  { files: 240, bytes: 150e6, share: 0.36 },
  { files: 250, bytes: 160e6, share: 0.55 },
  { files: 298, bytes: 250e6, share: 0.9 },
]);

export const debian: Family = {
  id: 'debian',
  title: 'Debian',
  signature: SIGNATURE,
  detect: detectDebian,
  defaults: DEFAULTS,
  answers: () => [{ name: 'preseed.cfg', template: 'debian-preseed.liquid' }],
  overlay,
  plan,
  leftOut,
  variables,
  stage,
  progress: DEBIAN_CURVE,
  bootFileProblem: (image, name, head) =>
    name.endsWith('/linux') ? abiMismatch(image, kernelAbi(head)) : null,
};

function overlay({ facts, arch }: Detection): readonly OverlayFile[] {
  const { release, releasePath = '' } = facts;
  const folder = releasePath.slice(0, releasePath.lastIndexOf('/'));
  const from = `debian-installer/${release}/${arch}`;
  const netboot: OverlayFile[] = [
    { path: KERNEL, kind: 'boot-file', name: `${from}/linux` },
    { path: INITRD, kind: 'boot-file', name: `${from}/initrd.gz` },
  ];
  return [
    ...(facts.netbootKernel ? [] : netboot),
    { path: EXTRA_INITRD, kind: 'cpio', members: INITRD_FILES },
    { path: `${folder}/InRelease`, kind: 'clear-signed', of: releasePath },
    { path: `${folder}/Release.gpg`, kind: 'detached-signature', of: releasePath },
  ];
}

/** Debian brings no SELinux and no firewall; its installer sets one time server. */
function leftOut(_image: Detection, form: Form): readonly string[] {
  return [
    ...(form.ntp.length > 1 ? ['ntp'] : []),
    ...wantedOf(form, ['selinux', ...(form.firewall === 'on' ? ['firewall'] : [])]),
  ];
}

function plan(context: InstallContext): LinuxPlan {
  const { image, profile, urls, machine, hostname, settings } = context;
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.facts.netbootKernel ?? KERNEL}`,
    initrds: [`${tree}/${image.facts.netbootInitrd ?? INITRD}`, `${tree}/${EXTRA_INITRD}`],
    args: [
      'auto=true',
      'priority=critical',
      `url=${urls.answers}`,
      'interface=auto',
      // The laptop names no router; without this the installer stops and asks whether it may go on without one.
      'netcfg/no_default_route=true',
      bootif(machine.mac),
      // On the command line, because the network is set up before the answers are there.
      `hostname=${hostname}`,
      // Where the DHCP server names no resolver, the installer would stop and ask for one; one that is named counts.
      'netcfg/get_nameservers=',
      ...(settings.domain ? [`domain=${settings.domain}`] : []),
      // The installer's syslogd sends its log there as well (d-i manual, boot parameters).
      ...(urls.syslog ? [`log_host=${urls.syslog.host}`, `log_port=${urls.syslog.port}`] : []),
      `${REPORT_ARGUMENT}=${urls.report}`,
      // What follows the dashes is copied to the installed system's boot loader.
      '---',
      ...words(settings.kernel_args),
    ],
  };
}

function variables({ image, settings, urls, joined }: InstallContext): Readonly<Record<string, unknown>> {
  const onMedium = settings.packages !== DEFAULTS.packages || image.facts.ssh !== 'no';
  return {
    codename: image.facts.codename,
    mirror: { host: urls.host, directory: new URL(urls.tree).pathname },
    partial: image.facts.kind === 'NETINST',
    joined: joined.filter(({ kind }) => kind === 'apt'),
    packages: onMedium ? words(settings.packages) : [],
    login: loginOf(settings),
  };
}

function stage(path: string): InstallStage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(vmlinuz|linux)$/.test(name)) return 'kernel';
  if (/^initrd\.gz$|\.cpio$/.test(name)) return 'initrd';
  if (name.endsWith('.deb')) return 'packages';
  return name.endsWith('.udeb') || path.startsWith('dists/') ? 'installer' : null;
}
