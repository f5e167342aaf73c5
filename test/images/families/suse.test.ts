import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSuseName } from '../../../core/images/families/suse/detect.ts';
import { suse } from '../../../core/images/families/suse/suse.ts';
import { formOf } from '../../../core/images/form.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, detectedBy, linuxPlanOf, MACHINE, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';
import { RICH } from '../support/rich.ts';

const TREE = 'http://10.77.0.1:8067/images/medium/tree';
const OWN = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN';
const LOADER = { 'boot/x86_64/loader/linux': 'k', 'boot/x86_64/loader/initrd': 'i' };
const SLES15 = {
  ...LOADER,
  'media.1/media': 'SUSE - SLE-15-SP6-Full-x86_64-Build68.1-Media1\nSLE-15-SP6-Full-x86_64-Build68.1\n1\n',
  'media.1/products': '/ SLE-15-SP6 15.6-0\n',
  CHECKSUMS: '',
  'Module-Basesystem/repodata/repomd.xml': 'x',
  'Module-Server-Applications/repodata/repomd.xml': 'x',
  'Product-SLES/repodata/repomd.xml': 'x',
};
const SLES12 = {
  ...LOADER,
  'media.1/media': 'SUSE - SLE-12-SP5-Server-DVD-x86_64-Build0461-Media\n',
  'media.1/products': '/ SLE-12-SP5-Server-DVD-x86_64 12.5-0\n',
  content: 'DISTRO cpe:/o:suse:sles:12:sp5,SUSE Linux Enterprise Server 12 SP5\n',
  'suse/noarch/a.rpm': 'r',
};
const LEAP = {
  ...LOADER,
  'media.1/media': 'openSUSE - openSUSE-Leap-15.6-x86_64-Build709.2-Media1\n',
  'media.1/products': '/ openSUSE-Leap 15.6-1\n',
  'repodata/repomd.xml': 'x',
  'noarch/a.rpm': 'r',
};

async function contextOf(files: Record<string, string | null> = SLES15, settings: Settings = {}) {
  return contextFor(suse, await detectedBy(suse, fakeTree(files)), settings);
}

async function autoyast(settings: Settings, files: Record<string, string> = SLES15): Promise<string> {
  return rendered(suse, await contextOf(files, settings), 'autoinst.xml');
}

/** A script of the profile as the shell gets it. */
function script(xml: string, name: string): string {
  const [, body = ''] =
    new RegExp(`<filename>${name}</filename>.*?<source>(.*?)</source>`, 's').exec(xml) ?? [];
  return body
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('detection of SUSE', () => {
  it('reads a full medium of SLES 15', async () => {
    expect(await detectedBy(suse, fakeTree(SLES15))).toEqual({
      family: 'suse',
      name: 'SUSE Linux Enterprise Server 15 SP6',
      version: '15.6',
      arch: 'amd64',
      kernel: 'boot/x86_64/loader/linux',
      initrd: ['boot/x86_64/loader/initrd'],
      reason:
        'media.1/products says SUSE Linux Enterprise Server 15 SP6 and boot/x86_64/loader/linux is there.',
      facts: {
        distro: 'sles',
        major: '15',
        modules: 'Module-Basesystem Module-Server-Applications Product-SLES',
        packages: 'yes',
      },
      warnings: [],
    });
  });

  it.each([
    ['SLE-12-SP5-Server-DVD-x86_64', 'SUSE Linux Enterprise Server 12 SP5', '12.5'],
    ['/ SLES15-SP5 15.5-0', 'SUSE Linux Enterprise Server 15 SP5', '15.5'],
    ['/ SLED15-SP5 15.5-0', 'SUSE Linux Enterprise Desktop 15 SP5', '15.5'],
    [
      'DISTRO cpe:/o:suse:sles:12:sp4,SUSE Linux Enterprise Server 12 SP4',
      'SUSE Linux Enterprise Server 12 SP4',
      '12.4',
    ],
    ['openSUSE-Leap-42.3-DVD-x86_64-Build0331', 'openSUSE Leap 42.3', '42.3'],
    ['openSUSE-Tumbleweed-DVD-x86_64-Snapshot20260101', 'openSUSE Tumbleweed 20260101', '20260101'],
  ])('reads %s', (text, title, version) => {
    expect(parseSuseName(text)).toMatchObject({ title, version });
  });

  it('knows a medium that only starts the installation', async () => {
    const { 'noarch/a.rpm': _, ...net } = LEAP;
    const { facts, warnings } = await detectedBy(suse, fakeTree(net));
    expect([facts.packages, warnings.map(({ code }) => code)]).toEqual(['no', ['MEDIUM_NO_PACKAGES']]);
  });

  it('leaves others alone', async () => {
    expect(await refusedBy(suse, fakeTree({ ...LEAP, 'LiveOS/squashfs.img': 's' }))).toContain(
      'new installer',
    );
    expect(await refusedBy(suse, fakeTree({ 'media.1/media': 'x' }))).toContain('it only has packages');
    expect(await refusedBy(suse, fakeTree(LOADER, 'SOMETHING'))).toContain('names no SUSE system');
  });
});

describe('the boot plan of SUSE', () => {
  it('tells linuxrc installation source, profile and interface', async () => {
    const plan = linuxPlanOf(
      suse,
      await contextOf(LEAP, { hostname: 'node-7', kernel_args: 'console=ttyS0' }),
    );
    expect(plan).toMatchObject({
      kernel: '/images/medium/tree/boot/x86_64/loader/linux',
      initrds: ['/images/medium/tree/boot/x86_64/loader/initrd'],
      args: [
        `install=${TREE}`,
        `autoyast=${OWN}/autoinst.xml`,
        'ifcfg=*=dhcp',
        'BOOTIF=01-52-54-00-12-34-56',
        'hostname=node-7',
        'self_update=0',
        'console=ttyS0',
      ],
      forecast: { needsMiB: 1024 },
    });
  });

  it('takes the packages from a mirror when the medium has none, and the installer from the medium', async () => {
    const { 'noarch/a.rpm': _, ...net } = LEAP;
    const plan = linuxPlanOf(suse, await contextOf(net, { mirror: 'http://mirror.lab/leap' }));
    expect(plan.args.slice(0, 2)).toEqual([
      'install=http://mirror.lab/leap',
      `instsys=${TREE}/boot/x86_64/root`,
    ]);
  });

  it('refuses a machine that has too little memory', async () => {
    const context = await contextOf();
    const plan = suse.plan({ ...context, machine: { ...MACHINE, memoryMiB: 512 } });
    expect(plan).toMatchObject({ kind: 'blocked', sentence: expect.stringContaining('1024 MiB') });
  });
});

describe("AutoYaST's profile", () => {
  const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 <tech> & co';
  const ALL: Settings[] = [
    RICH,
    {},
    { root_password_hash: '$6$a$b', layout: 'lvm', disk: '/dev/sda', ntp: 'ntp.lab', finish: 'poweroff' },
    {
      user: 'tech',
      user_fullname: 'T <&> "x"',
      ssh_key: KEY,
      layout: 'raid1',
      post_script: 'echo "a" && true',
    },
  ];

  it('has the modules of a full medium, the product and who may log in', async () => {
    const xml = await autoyast({ root_password_hash: '$6$a$b' });
    expect(xml).toContain(
      `<media_url>${TREE}</media_url>\n        <product_dir>/Module-Basesystem</product_dir>`,
    );
    expect(xml).not.toContain('/Product-SLES');
    expect(xml).toContain('<product>SLES</product>');
    expect(xml).toContain('<user_password>$6$a$b</user_password>');
    expect(xml).toContain('<do_registration config:type="boolean">false');
    expect(await autoyast({}, LEAP)).not.toContain('suse_register');
  });

  it.each(ALL)('has scripts that a shell reads, and tells the end: %o', async (settings) => {
    const xml = await autoyast(settings);
    for (const name of ['fieldboot-disks', 'fieldboot-watch', 'fieldboot-late', 'fieldboot-finished']) {
      expect(script(xml, name)).not.toBe('');
      execFileSync('sh', ['-n'], { input: script(xml, name) });
    }
    expect(script(xml, 'fieldboot-finished')).toContain(`'${OWN}/report/finished'`);
    expect(script(xml, 'fieldboot-watch')).toContain(`'${OWN}/report/log'`);
  });

  it.skipIf(!existsSync('/usr/bin/xmllint')).each(ALL)('is well-formed: %o', async (settings) => {
    execFileSync('xmllint', ['--noout', '-'], { input: await autoyast(settings) });
  });

  it.each([
    ['<profile xmlns:config="c"/>', 0],
    ['<profile xmlns:config="c">\n</profile>\n', 1],
    ['<profile xmlns:config="c">\n  <scripts/>\n</profile>\n', 1],
    ['<profile xmlns:config="c"><scripts><pre-scripts config:type="list"/></scripts></profile>', 1],
    [
      '<profile xmlns:config="c"><scripts><chroot-scripts config:type="list"><script/></chroot-scripts></scripts></profile>',
      1,
    ],
    ['<profile xmlns:config="c"><!-- {{ urls.report }}/finished {{ urls.report }}/failed --></profile>', 1],
  ])("tells the end and the failure from under a technician's own profile too: %s", async (own, times) => {
    const xml = rendered(suse, await contextOf(), 'autoinst.xml', own);
    for (const state of ['finished', 'failed'])
      expect(xml.split(`${OWN}/report/${state}`)).toHaveLength(times + 1);
    for (const list of ['pre-scripts', 'chroot-scripts', 'scripts'])
      expect(xml.split(`<${list}`).length).toBeLessThanOrEqual(2);
    if (existsSync('/usr/bin/xmllint')) execFileSync('xmllint', ['--noout', '-'], { input: xml });
  });

  it('puts the chosen disks in their place, and refuses to guess', async () => {
    const text = script(await autoyast({ layout: 'raid1', root_password_hash: '$6$a$b' }), 'fieldboot-disks');
    const run = (disks: readonly string[]) => {
      const make = disks.map(
        (name) =>
          `mkdir -p $R/sys/${name}; cd $R/sys/${name}; echo 0 > removable; echo 0 > ro; echo 100 > size`,
      );
      const shell = `R=$(mktemp -d); trap 'rm -rf $R' EXIT; mkdir $R/sys; curl() { :; }; sleep() { exit; }
echo '/dev/fieldboot-disk-1 /dev/fieldboot-disk-2' > $R/autoinst.xml
${make.join('\n')}
${text.replaceAll('/sys/block', '$R/sys').replaceAll('/tmp/profile', '$R')}
cat $R/modified.xml 2> /dev/null`;
      return execFileSync('bash', ['-c', `${shell.replaceAll('/tmp/fieldboot-', '$R/')} || true`], {
        encoding: 'utf8',
      }).trim();
    };
    expect(run(['sda', 'sdb'])).toBe('/dev/sda /dev/sdb');
    expect(run(['sda'])).toBe('');
    expect(run(['sda', 'sdb', 'sdc'])).toBe('');
  });

  it.each([
    ['sles12', 'plain', SLES12, {}],
    ['sles12', 'rich', SLES12, RICH],
    ['sles15', 'plain', SLES15, {}],
    ['sles15', 'lvm', SLES15, { layout: 'lvm', user: 'tech', firewall: 'off', network: 'dhcp' }],
    ['sles15', 'rich', SLES15, RICH],
    ['leap15', 'plain', LEAP, { filesystem: 'ext4', swap: 'none', sudo: 'nopassword', user: 'tech' }],
  ])('is as it was: %s, %s', async (name, kind, files, settings) => {
    const text = await autoyast({ root_password_hash: '$6$a$b', ...settings }, files);
    await expect(text).toMatchFileSnapshot(`../golden/${name}-${kind}.xml`);
  });

  it('says what it leaves out', async () => {
    const { image } = await contextOf();
    expect(
      suse.leftOut?.(image, formOf({ selinux: 'enforcing', keyboard: 'dvorak', firewall: 'on' })),
    ).toEqual(['keyboard', 'selinux']);
  });

  it('puts the interfaces in their place, and finds them by address', async () => {
    const xml = await autoyast({
      bond: 'active-backup',
      bond_ports: '52:54:00:00:00:02 eth9',
      root_password_hash: '$6$a$b',
    });
    const text = script(xml, 'fieldboot-disks');
    const shell = `R=$(mktemp -d); trap 'rm -rf $R' EXIT; curl() { :; }
mkdir -p $R/block/sda $R/net/eth5/device $R/net/eth7/device; cd $R/block/sda; echo 0 > removable; echo 0 > ro; echo 100 > size
echo 52:54:00:00:00:02 > $R/net/eth5/address; echo 52:54:00:12:34:56 > $R/net/eth7/address
echo 'fieldboot-port-1 fieldboot-port-2 fieldboot-port-3' > $R/autoinst.xml
${text.replaceAll('/sys/block', '$R/block').replaceAll('/sys/class/net', '$R/net').replaceAll('/tmp/profile', '$R').replaceAll('/tmp/fieldboot-', '$R/')}
cat $R/modified.xml`;
    expect(execFileSync('bash', ['-c', shell], { encoding: 'utf8' }).trim()).toBe('eth7 eth5 eth9');
  });
});
