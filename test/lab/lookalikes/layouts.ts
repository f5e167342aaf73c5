/**
 * Media as their makers lay them out: the names, places and texts that detection, boot plans and installers look at,
 * with small files of our own in them. Where a real kernel and RAM disk belong, `KERNEL` and `INITRD` stand.
 */

import { CASPER_UUID, filled, INITRD, KERNEL, type Layout, repodata } from './layout.ts';
import { LIVE_LAYOUTS } from './live-layouts.ts';

export { CASPER_UUID, INITRD, KERNEL, type Layout } from './layout.ts';

interface RedhatPlan {
  readonly name: string;
  readonly label: string;
  readonly distro: string;
  readonly version: string;
  readonly stage2: string;
  /** Folders with packages; the root is the empty string. */
  readonly repositories: readonly string[];
  readonly title: string;
}

/** productmd's .treeinfo from 8 on, the older format before. */
function treeInfo({ distro, version, stage2, repositories }: RedhatPlan): string {
  const images = `[images-x86_64]\nkernel = images/pxeboot/vmlinuz\ninitrd = images/pxeboot/initrd.img\n`;
  const second = Number.parseInt(version, 10) < 6 ? '' : `[stage2]\nmainimage = ${stage2}\n`;
  if (Number.parseInt(version, 10) < 8)
    return `[general]\nfamily = ${distro}\ntimestamp = 1604001756.88\nvariant =\nversion = ${version}\npackagedir =\narch = x86_64\n\n${second}\n${images}`;
  const variants = repositories.map((path) => path || 'Everything');
  const sections = variants.map(
    (variant) =>
      `\n[variant-${variant}]\nid = ${variant}\nrepository = ${variant === 'Everything' ? '.' : variant}\ntype = variant\n`,
  );
  return `[checksums]\nimages/install.img = sha256:00\n\n[general]\narch = x86_64\nfamily = ${distro}\nname = ${distro} ${version}\nversion = ${version}\nvariants = ${variants.join(',')}\n\n[header]\ntype = productmd.treeinfo\nversion = 1.2\n\n${images}\n[release]\nname = ${distro}\nversion = ${version}\n\n${second}\n[tree]\narch = x86_64\nvariants = ${variants.join(',')}\n${sections.join('')}`;
}

function redhat(plan: RedhatPlan): Layout {
  const { name, label, distro, version, stage2, repositories, title } = plan;
  const packages = repositories.map((path) => [
    `${path === '' ? '' : `${path}/`}repodata/repomd.xml`,
    repodata(`${name} ${path}`),
  ]);
  return {
    name,
    label,
    installer: 'anaconda',
    expected: { family: 'redhat', name: title, version, arch: 'amd64' },
    files: {
      '.treeinfo': treeInfo(plan),
      '.discinfo': `1714000000.000000\n${distro} ${version}\nx86_64\nALL\n`,
      'images/pxeboot/vmlinuz': KERNEL,
      'images/pxeboot/initrd.img': INITRD,
      [stage2]: filled(`second part of ${name}`),
      'EFI/BOOT/grub.cfg': `menuentry "Install" {\n linuxefi /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=${label} quiet\n}\n`,
      ...Object.fromEntries(packages),
    },
  };
}

function ubuntu(name: string, label: string, product: string, version: string, nickname: string): Layout {
  const server = product.endsWith('Server');
  const layer = server ? 'ubuntu-server-minimal' : 'minimal';
  return {
    name,
    label,
    installer: 'casper',
    expected: { family: 'ubuntu', name: `${product.replace('-', ' ')} ${version}`, version, arch: 'amd64' },
    files: {
      '.disk/info': `${product} ${version} LTS "${nickname}" - Release amd64 (20240827)`,
      '.disk/casper-uuid-generic': `${CASPER_UUID}\n`,
      '.disk/cd_type': 'full_cd/single',
      'casper/vmlinuz': KERNEL,
      'casper/initrd': INITRD,
      [`casper/${layer}.squashfs`]: filled(`live system of ${name}`),
      [`casper/${layer}.size`]: '4096',
      'casper/install-sources.yaml': `- default: true\n  id: ubuntu-${server ? 'server' : 'desktop'}\n`,
      'boot/grub/grub.cfg':
        'menuentry "Try or Install" {\n\tlinux\t/casper/vmlinuz  ---\n\tinitrd\t/casper/initrd\n}\n',
      'dists/noble/Release': 'Suite: noble\nCodename: noble\nOrigin: Ubuntu\n',
      'pool/main/README': 'packages',
    },
  };
}

interface YastPlan {
  readonly name: string;
  readonly label: string;
  readonly products: string;
  readonly title: string;
  readonly version: string;
  readonly more: Readonly<Record<string, string>>;
}

function yast({ name, label, products, title, version, more }: YastPlan): Layout {
  const parts = ['root', 'common', 'bind'];
  return {
    name,
    label,
    installer: 'linuxrc',
    expected: { family: 'suse', name: title, version, arch: 'amd64' },
    files: {
      'boot/x86_64/loader/linux': KERNEL,
      'boot/x86_64/loader/initrd': INITRD,
      'boot/x86_64/loader/isolinux.cfg':
        'default linux\nlabel linux\n kernel linux\n append initrd=initrd splash=silent\n',
      'boot/x86_64/config': parts.map((part) => `${part}: boot/x86_64/${part}\n`).join(''),
      ...Object.fromEntries(parts.map((part) => [`boot/x86_64/${part}`, filled(`${part} of ${name}`)])),
      'media.1/media': `SUSE - ${label}-Media\n${label}\n1\n`,
      'media.1/products': `/ ${products}\n`,
      CHECKSUMS: 'sums\n',
      'repodata/repomd.xml': repodata(name),
      'noarch/dummy-1-1.noarch.rpm': 'package',
      ...more,
    },
  };
}

function agama(name: string, label: string, title: string, version: string): Layout {
  return {
    name,
    label,
    installer: 'agama',
    expected: { family: 'agama', name: title, version, arch: 'amd64' },
    files: {
      'boot/x86_64/loader/linux': KERNEL,
      'boot/x86_64/loader/initrd': INITRD,
      'LiveOS/squashfs.img': filled(`live system of ${name}`),
      'install/repodata/repomd.xml': repodata(name),
      'boot/grub2/grub.cfg': `menuentry "Install" {\n linux /boot/x86_64/loader/linux root=live:CDLABEL=${label}\n}\n`,
    },
  };
}

const EL8_REPOSITORIES = ['AppStream', 'BaseOS'] as const;

export const LAYOUTS: readonly Layout[] = [
  redhat({
    name: 'centos-5.11-dvd',
    ...{ label: 'CentOS_5.11_Final', distro: 'CentOS', version: '5.11', title: 'CentOS 5.11' },
    stage2: 'images/stage2.img',
    repositories: [''],
  }),
  redhat({
    name: 'centos-6.10-dvd',
    ...{ label: 'CentOS_6.10_Final', distro: 'CentOS', version: '6.10', title: 'CentOS 6.10' },
    stage2: 'images/install.img',
    repositories: [''],
  }),
  redhat({
    name: 'centos-7-dvd',
    ...{ label: 'CentOS 7 x86_64', distro: 'CentOS', version: '7', title: 'CentOS 7' },
    stage2: 'LiveOS/squashfs.img',
    repositories: [''],
  }),
  redhat({
    name: 'rhel-9.4-dvd',
    ...{ label: 'RHEL-9-4-0-BaseOS-x86_64', distro: 'Red Hat Enterprise Linux', version: '9.4' },
    title: 'Red Hat Enterprise Linux 9.4',
    stage2: 'images/install.img',
    repositories: EL8_REPOSITORIES,
  }),
  redhat({
    name: 'rocky-10.0-dvd',
    ...{ label: 'Rocky-10-0-x86_64-dvd', distro: 'Rocky Linux', version: '10.0', title: 'Rocky Linux 10.0' },
    stage2: 'images/install.img',
    repositories: EL8_REPOSITORIES,
  }),
  redhat({
    name: 'fedora-43-netinst',
    ...{ label: 'Fedora-S-dvd-x86_64-43', distro: 'Fedora', version: '43', title: 'Fedora 43' },
    stage2: 'images/install.img',
    repositories: [],
  }),
  ubuntu('ubuntu-20.04-server', 'Ubuntu-Server 20.04.6 LTS amd64', 'Ubuntu-Server', '20.04.6', 'Focal Fossa'),
  ubuntu(
    'ubuntu-24.04-server',
    'Ubuntu-Server 24.04.1 LTS amd64',
    'Ubuntu-Server',
    '24.04.1',
    'Noble Numbat',
  ),
  ubuntu('ubuntu-26.04-desktop', 'Ubuntu 26.04 LTS amd64', 'Ubuntu', '26.04', 'Resolute Raccoon'),
  yast({
    name: 'sles-12.5-dvd',
    label: 'SLE-12-SP5-Server-DVD-x86_64',
    products: 'SLES12-SP5 12.5-0',
    title: 'SUSE Linux Enterprise Server 12 SP5',
    version: '12.5',
    more: {
      content: 'CONTENTSTYLE 11\nDISTRO cpe:/o:suse:sles:12:sp5,SUSE Linux Enterprise Server 12 SP5\n',
    },
  }),
  yast({
    name: 'sles-15.6-full',
    label: 'SLE-15-SP6-Full-x86_64',
    products: 'SLE-15-SP6 15.6-0',
    title: 'SUSE Linux Enterprise Server 15 SP6',
    version: '15.6',
    more: { 'Module-Basesystem/repodata/repomd.xml': repodata('Module-Basesystem') },
  }),
  yast({
    name: 'leap-15.6-dvd',
    label: 'openSUSE-Leap-15.6-DVD-x86_64',
    products: 'openSUSE-Leap 15.6-1',
    title: 'openSUSE Leap 15.6',
    version: '15.6',
    more: {},
  }),
  agama('sles-16.0', 'Install-SUSE-SLE-16-x86_64', 'SUSE Linux Enterprise Server 16', '16'),
  agama('leap-16.0', 'Install-Leap-16.0-x86_64', 'openSUSE Leap 16.0', '16.0'),
  ...LIVE_LAYOUTS,
];

/** One layout by name. */
export function layoutOf(name: string): Layout {
  const layout = LAYOUTS.find((one) => one.name === name);
  if (layout === undefined) throw new Error(`no layout ${name}`);
  return layout;
}
