/** The scripts with which live systems install themselves, run on a made-up machine among tools that only take note. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFamily, familyOf } from '../../../core/images/families/index.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { type MadeDisk, makeMachine } from '../support/made-machine.ts';
import { rendered } from '../support/render.ts';
import { RICH } from '../support/rich.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'installers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const MEDIA = {
  coreos: {
    'coreos/features.json': '{"version": "42.1"}',
    'images/pxeboot/vmlinuz': 'k',
    'images/pxeboot/initrd.img': 'i',
    'images/pxeboot/rootfs.img': 'r',
  },
  flatcar: { 'flatcar/vmlinuz': 'k', 'flatcar/cpio.gz': 'i' },
  alpine: {
    '.alpine-release': 'alpine-std 3.22.2 x86_64\n',
    'boot/vmlinuz-lts': 'k',
    'boot/initramfs-lts': 'i',
    'boot/modloop-lts': 'm',
    'apks/x86_64/APKINDEX.tar.gz': 'a',
  },
} as const;

const URL = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN';

/** Runs a system's script; every command of `tools` it called, in order, with `fails` among them failing. */
async function run(
  id: keyof typeof MEDIA,
  settings: Settings,
  disks: Record<string, MadeDisk>,
  tools: readonly string[],
  fails = 'none',
) {
  const family = familyOf(id);
  const detection = await detectFamily(fakeTree(MEDIA[id], ''), 'x.iso');
  const context = contextFor(family, detection, { ...settings, purpose: 'install' });
  const machine = makeMachine(folder, disks);
  const { home } = machine;
  mkdirSync(join(home, 'sys/class/net/eth0/device'), { recursive: true });
  writeFileSync(join(home, 'sys/class/net/eth0/address'), '52:54:00:12:34:56\n');
  for (const path of ['bin', 'etc/local.d', 'etc/apk', 'etc/chrony', 'etc/network', 'tmp'])
    mkdirSync(join(home, path), { recursive: true });
  writeFileSync(
    join(home, 'answers'),
    family.answers(detection, 'install')[0]?.name === 'answers' ? rendered(family, context, 'answers') : '',
  );
  for (const tool of tools) writeFileSync(join(home, 'bin', tool), stub(tool, home, fails), { mode: 0o755 });
  const script = machine
    .inside(rendered(family, context, 'install.sh'))
    .replaceAll(/(?<=[ =])\/(home|root)\b/g, `${home}/$1`);
  writeFileSync(join(home, 'script'), script);
  const busybox = id === 'alpine' ? ['busybox', 'ash', '-n'] : ['sh', '-n'];
  expect(
    spawnSync(busybox[0] ?? '', [...busybox.slice(1), join(home, 'script')], { encoding: 'utf8' }).stderr,
  ).toBe('');
  spawnSync('sh', [join(home, 'script')], { env: { PATH: `${join(home, 'bin')}:${process.env.PATH}` } });
  const called = readFileSync(join(home, 'called'), 'utf8').replaceAll(home, '').split('\n').filter(Boolean);
  return { called, home, read: machine.read };
}

/** Takes note of its arguments; wget gives the answers to who asks for them. */
const stub = (tool: string, home: string, fails: string): string => `#!/bin/sh
echo "${tool} $*" >> ${home}/called
[ ${tool} = setup-alpine ] && cp "$3" ${home}/given
case "${tool} $*" in *"-O ${home}/tmp/fieldboot-answers "*) cat ${home}/answers > ${home}/tmp/fieldboot-answers ;; esac
[ ${tool} != ${fails} ]
`;

/** What was told to the laptop, without the options of who told it. */
const told = (called: readonly string[]): string[] =>
  called.flatMap((line) => /TOKEN\/(report\/\S+|answers)/.exec(line)?.[1] ?? []);

const SYSTEMD = ['curl', 'journalctl', 'systemctl', 'sleep', 'coreos-installer', 'flatcar-install'];

describe('CoreOS and Flatcar', () => {
  it('write themselves to the one disk that fits, tell the end and restart', async () => {
    const { called } = await run('coreos', {}, { sda: { gb: 500 }, sdb: { gb: 64, usb: true } }, SYSTEMD);
    expect(told(called)).toEqual([
      'report/stage/partitioning',
      'report/disks?list=sda:976562500:1::,',
      'report/stage/writing',
      'report/stage/finishing',
      'report/finished',
    ]);
    expect(called.filter((line) => !line.startsWith('curl'))).toEqual([
      'coreos-installer install --ignition-file /etc/fieldboot/target.ign /dev/sda',
      'systemctl reboot',
    ]);
  });

  it('erase nothing where several disks fit, and say so', async () => {
    const { called } = await run('flatcar', {}, { sda: { gb: 500 }, sdb: { gb: 500 } }, SYSTEMD);
    expect(called.filter((line) => /install|systemctl/.test(line))).toEqual([]);
    expect(told(called).slice(2)).toEqual([
      'report/log',
      'report/failed?reason=No%20disk%2C%20or%20several%2C%20fit%20the%20rule%20of%20the%20profile.',
    ]);
  });

  it('take one disk of two even where the profile wants a mirror, which they cannot make', async () => {
    const disks = { sda: { gb: 500 }, sdb: { gb: 250 } };
    const { called } = await run(
      'flatcar',
      { layout: 'raid1', disk_pick: 'smallest', finish: 'poweroff' },
      disks,
      SYSTEMD,
    );
    expect(called.filter((line) => /^flatcar|systemctl/.test(line))).toEqual([
      'flatcar-install -i /etc/fieldboot/target.ign -d /dev/sdb',
      'systemctl poweroff',
    ]);
  });

  it('bring the log of a failure, and do not restart', async () => {
    const { called } = await run('coreos', {}, { sda: { gb: 500 } }, SYSTEMD, 'coreos-installer');
    expect(told(called).slice(3)).toEqual([
      'report/log',
      'report/failed?reason=The%20system%20could%20not%20be%20written%20to%20the%20disk%3B%20see%20its%20log.',
    ]);
    expect(called.filter((line) => line.startsWith('systemctl'))).toEqual([]);
  });
});

const OPENRC = [
  ...['wget', 'sleep', 'setup-alpine', 'setup-disk', 'setup-dns', 'chpasswd', 'passwd', 'lbu', 'apk'],
  ...['rc-update', 'chown', 'reboot', 'poweroff'],
];

describe('Alpine', () => {
  it('is set up where it runs, and copied to the disk', async () => {
    const { called, read } = await run('alpine', {}, { sda: { gb: 500 } }, OPENRC);
    expect(told(called)).toEqual([
      'report/stage/partitioning',
      'report/disks?list=sda:976562500:1::,',
      'answers',
      'report/stage/installing',
      'report/stage/finishing',
      'report/finished',
    ]);
    expect(called.filter((line) => /^setup|^reboot/.test(line))).toEqual([
      'setup-alpine -e -f /tmp/fieldboot-answers.now',
      'setup-disk -m sys /dev/sda',
      'reboot ',
    ]);
    expect(read('given')).toMatch(/\nAPKREPOSOPTS='.*\/tree\/apks'\nDISKOPTS=none\n$/);
    expect(read('given')).toContain('auto eth0\niface eth0 inet dhcp\n');
    expect(read('etc/fieldboot/repositories')).toBe(
      'https://dl-cdn.alpinelinux.org/alpine/v3.22/main\nhttps://dl-cdn.alpinelinux.org/alpine/v3.22/community\n',
    );
  });

  it('has its own network, accounts and packages from its first start on', async () => {
    const disks = {
      sda: { gb: 500, solidState: true, model: 'SAMSUNG A' },
      sdb: { gb: 500, solidState: true, model: 'SAMSUNG B' },
    };
    const { called, read } = await run('alpine', { ...RICH, packages: 'vim' }, disks, OPENRC);
    expect(called.filter((line) => !/^(?:wget|setup-alpine)/.test(line))).toEqual([
      'chpasswd -e',
      'chpasswd -e',
      'chown -R tech: /home/tech/.ssh',
      'lbu include /root /home/tech',
      'apk add vim',
      'rc-update add local default',
      'setup-disk -m sys /dev/sda /dev/sdb',
      'poweroff ',
    ]);
    expect(read('etc/network/interfaces')).toContain('bond-members eth0');
    expect(read('home/tech/.ssh/authorized_keys').split('\n').filter(Boolean)).toHaveLength(2);
    expect(read('etc/fieldboot/after-installation')).toContain('hello');
    expect(read('etc/local.d/fieldboot.start')).toContain('setup-dns $names');
  });

  it('erases nothing where a package is not to be had', async () => {
    const { called } = await run('alpine', { packages: 'vim' }, { sda: { gb: 500 } }, OPENRC, 'apk');
    expect(called.filter((line) => line.startsWith('setup-disk'))).toEqual([]);
    expect(called.at(-1)).toBe(
      `wget -q -T 15 -O /dev/null ${URL}/report/failed?reason=Not%20all%20packages%20of%20the%20profile%20could%20be%20installed.`,
    );
  });
});
