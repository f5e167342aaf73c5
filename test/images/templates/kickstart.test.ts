import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redhat } from '../../../core/images/families/redhat/redhat.ts';
import { type MadeDisk, makeMachine } from '../support/made-machine.ts';
import { KICKSTARTS, kickstart, redhatContext, rendered, section, snippet } from '../support/templates.ts';

type Version = keyof typeof KICKSTARTS;
const VERSIONS = Object.keys(KICKSTARTS) as Version[];
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 o'neil@laptop";
const HASH = '$6$saltsalt$abcdefgh';
const FIXED = { address: '192.168.5.20/24', gateway: '192.168.5.1', dns: '192.168.5.1 9.9.9.9' };
const RICH = {
  locale: 'de_DE.UTF-8',
  keyboard: 'de',
  timezone: 'Europe/Berlin',
  ntp: 'ntp1.lab ntp2.lab',
  domain: 'lab.example',
  ...FIXED,
  vlan: '20',
  bond: '802.3ad',
  bond_ports: '52:54:00:12:34:57',
  disk_pick: 'smallest-ssd',
  disk_model: 'samsung',
  layout: 'raid1',
  swap: '4GiB',
  root_password_hash: HASH,
  user: 'tech',
  user_fullname: 'The Tech',
  user_password_hash: HASH,
  sudo: 'yes',
  ssh_key: `${KEY}\nssh-rsa AAAAB3NzaC1yc2E= second`,
  mirror: 'http://mirror.lab/el',
  proxy: 'http://proxy.lab:3128',
  repositories: 'vendor http://vendor.example/el',
  selinux: 'permissive',
  firewall: 'off',
  post_script: '#!/bin/sh\necho "hello" > /etc/motd\n%end\n%include /etc/passwd\n',
  register: 'salt',
  register_to: 'salt.lab',
  kernel_args: 'console=ttyS0,115200',
  finish: 'poweroff',
};
const SECTIONS = ['pre', 'post', 'post --nochroot', 'onerror'];

describe('the kickstart template', () => {
  it('without anything set leaves the password to the console', async () => {
    expect(await kickstart({})).not.toMatch(/^(rootpw|user|sshkey)/m);
  });

  it('says who may log in', async () => {
    const text = await kickstart({ user: 'tech', user_fullname: 'The "Tech"', ssh_key: KEY });
    expect(text.match(/^(rootpw|user|sshkey).*$/gm)).toEqual([
      'rootpw --lock',
      'user --name="tech" --gecos="The \\"Tech\\"" --groups=wheel --iscrypted --password="*"',
      `sshkey --username="tech" "${KEY}"`,
    ]);
    expect(section(text, 'post')).toContain("echo 'tech ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/tech");
  });

  it.each([
    [
      'RHEL5',
      ['install', 'keyboard "us"', 'timezone --utc "Etc/UTC"', 'authconfig --enableshadow --passalgo=sha512'],
    ],
    [
      'RHEL6',
      ['install', 'keyboard "us"', 'timezone --utc "Etc/UTC"', 'authconfig --enableshadow --passalgo=sha512'],
    ],
    [
      'RHEL7',
      [
        'install',
        'keyboard --vckeymap="us"',
        'timezone "Etc/UTC" --utc --ntpservers="ntp.lab"',
        'authconfig --enableshadow --passalgo=sha512',
      ],
    ],
    ['RHEL8', ['keyboard --vckeymap="us"', 'timezone "Etc/UTC" --utc --ntpservers="ntp.lab"']],
    ['RHEL9', ['keyboard --vckeymap="us"', 'timezone "Etc/UTC" --utc', 'timesource --ntp-server="ntp.lab"']],
    ['F42', ['keyboard --vckeymap="us"', 'timezone "Etc/UTC" --utc', 'timesource --ntp-server="ntp.lab"']],
  ] as const)('speaks the version that reads it: %s', async (version, expected) => {
    const text = await kickstart({ ntp: 'ntp.lab' }, version);
    expect(text.match(/^(install|keyboard|timezone|timesource|authconfig).*$/gm)).toEqual(expected);
  });

  it('gives EL 5 no %end, which it would run', async () => {
    const [own = ''] = (await kickstart({}, 'RHEL5')).split('# The last script');
    expect(own).not.toContain('%end');
    expect(await kickstart({}, 'RHEL6')).toContain('\n%end\n');
  });

  it('keeps a name with line breaks inside its comment', async () => {
    const context = await redhatContext('RHEL9');
    const name = 'Web\nrootpw --plaintext x\u2028rootpw y';
    const text = rendered(redhat, { ...context, profile: { ...context.profile, name } });
    expect(text.split(/[\n\u2028]/).filter((line) => line.startsWith('rootpw'))).toEqual([]);
  });

  it('lets nothing in a script end its section', async () => {
    const text = await kickstart({ post_script: '%end\n%include /etc/shadow\n%packages\n' });
    expect(text.match(/^%(?!end).*$/gm)).toEqual(
      (await kickstart({ post_script: 'true' })).match(/^%(?!end).*$/gm),
    );
  });

  describe.each(VERSIONS)('of %s', (version) => {
    it.each([
      ['plain', {}],
      ['lvm', { layout: 'lvm', filesystem: 'ext4', swap: '2G', user: 'tech', ssh_key: KEY, ...FIXED }],
      ['rich', RICH],
    ])('is as it was, and a shell reads its scripts: %s', async (name, settings) => {
      const text = await kickstart(settings, version);
      // What the family adds to any template is not the template's.
      const [own = ''] = text.split('# The last script');
      await expect(own).toMatchFileSnapshot(`../golden/${version.toLowerCase()}-${name}.ks`);
      const scripts = SECTIONS.map((one) => section(text, one)).filter(Boolean);
      expect(scripts.length).toBeGreaterThanOrEqual(2);
      for (const script of scripts) execFileSync('sh', ['-n'], { input: script });
    });
  });

  it.each(['RHEL5', 'RHEL6'] as const)(
    'watches for a crash of the installer of %s, which has no hook',
    async (version) => {
      const [, watch = ''] =
        /%pre[^\n]*\n(# When the installer crashes.*?)(?:%end|$)/s.exec(await kickstart({}, version)) ?? [];
      execFileSync('sh', ['-n'], { input: watch });
      for (const state of ['log', 'failed?']) expect(watch).toContain(`/report/${state}`);
    },
  );

  it.skipIf(!existsSync('/usr/bin/ksvalidator')).each(VERSIONS)(
    'is valid for pykickstart: %s',
    async (version) => {
      execFileSync('ksvalidator', ['-i', '-v', version, '/dev/stdin'], {
        input: await kickstart(RICH, version),
      });
    },
  );
});

describe('how a kickstart reports', () => {
  it('tells the laptop the end and the failure', async () => {
    const text = await kickstart({});
    const report = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report';
    expect(section(text, 'post --nochroot')).toContain(`'${report}/finished'`);
    expect(section(text, 'onerror')).toContain(`'${report}/failed`);
  });

  it.each([
    ['text\ninstall\n', ['%post', '%onerror']],
    ['', ['%post', '%onerror']],
    ['# curl {{ urls.report }}/finished\n', ['%post', '%onerror']],
  ])("from under a technician's own template of %j too, each once", async (own, sections) => {
    const text = rendered(redhat, await redhatContext('RHEL9'), own);
    expect(text.match(/^%(?:post|onerror)/gm)).toEqual(sections);
    for (const name of ['post --nochroot', 'onerror'])
      execFileSync('sh', ['-n'], { input: section(text, name) });
  });

  it.each([
    ['%post\ncurl {{ urls.report }}/finished\n%end\n', ['%post', '%onerror']],
    ['%onerror\ncurl {{ urls.report }}/failed\n%end\n', ['%onerror', '%post']],
  ])('not again where the template %j does', async (own, sections) => {
    const text = rendered(redhat, await redhatContext('RHEL9'), own);
    expect(text.match(/^%(?:post|onerror)/gm)).toEqual(sections);
  });
});

describe('what the kickstart does on a machine', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kickstart-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function storage(
    settings: Record<string, string>,
    disks: Record<string, MadeDisk>,
    version: Version = 'RHEL9',
  ) {
    const machine = makeMachine(folder, disks);
    const script = machine.inside(section(await kickstart(settings, version), 'pre'));
    execFileSync('bash', ['-c', `curl() { :; }; wget() { :; }; python() { :; }\n${script}`]);
    return machine.read('/tmp/fieldboot-disk.ks').split('\n').filter(Boolean);
  }

  it.each([
    [{ nvme0n1: { gb: 500 } }, ['nvme0n1']],
    [{ sda: { gb: 500 }, sdb: { gb: 500 } }, []],
    [{ sda: { gb: 500, removable: true }, sdb: { gb: 5, ro: true } }, []],
  ])('with the disks %o takes %o', async (disks, expected) => {
    const written = await storage({ kernel_args: 'console=ttyS0' }, disks);
    const [disk] = expected;
    const lines = disk
      ? [
          `ignoredisk --only-use=${disk}`,
          'zerombr',
          `clearpart --all --initlabel --drives=${disk}`,
          'autopart --type=plain',
          `bootloader --boot-drive=${disk} --append="console=ttyS0"`,
        ]
      : [];
    expect(written).toEqual(lines);
  });

  it.each([
    ['lvm', { layout: 'lvm', filesystem: 'xfs' }, 'RHEL8'],
    ['swap', { swap: '2GiB' }, 'RHEL7'],
    ['raid1', { layout: 'raid1' }, 'RHEL10'],
    ['raid1', { layout: 'raid1', swap: 'none' }, 'RHEL6'],
    ['plain', {}, 'RHEL5'],
  ] as const)('lays out %s %o for %s', async (name, settings, version) => {
    const mirrored = name === 'raid1';
    const disks: Record<string, MadeDisk> = { sda: { gb: 480 }, ...(mirrored ? { sdb: { gb: 500 } } : {}) };
    const written = (await storage(settings, disks, version)).join('\n');
    const firmware = existsSync('/sys/firmware/efi') ? 'uefi' : 'bios';
    await expect(`${written}\n`).toMatchFileSnapshot(
      `../golden/${version.toLowerCase()}-${name}-${firmware}.txt`,
    );
  });

  it.each([
    ['RHEL9', FIXED, 'fixed'],
    ['RHEL9', { ...FIXED, vlan: '20', bond: '802.3ad', bond_ports: 'eth9' }, 'bond-vlan'],
    ['RHEL6', FIXED, 'fixed'],
    ['RHEL6', { vlan: '20', bond: 'active-backup', bond_ports: 'eth9' }, 'bond-vlan'],
  ] as const)('writes the network: %s %o', async (version, settings, name) => {
    const machine = makeMachine(folder, {});
    const port = join(machine.home, 'sys/class/net/eth7');
    const [scripts, profiles] = ['etc/sysconfig/network-scripts', 'etc/NetworkManager/system-connections'];
    for (const path of [join(port, 'device'), join(machine.home, scripts), join(machine.home, profiles)])
      execFileSync('mkdir', ['-p', path]);
    writeFileSync(join(port, 'address'), '52:54:00:12:34:56\n');
    writeFileSync(join(machine.home, profiles, 'eth7.nmconnection'), '[connection]\ninterface-name=eth7\n');
    const { form, machine: client, image } = await redhatContext(version, settings);
    const el = Number(image.facts.major);
    const script = snippet('redhat-network', { network: form.network, mac: client.mac, el });
    execFileSync('bash', ['-c', `restorecon() { :; }\n${machine.inside(script)}`]);
    const out = execFileSync(
      'bash',
      ['-c', 'cd "$1"; grep -r . etc | sort -s -t: -k1,1', 'x', machine.home],
      {
        encoding: 'utf8',
      },
    );
    await expect(out).toMatchFileSnapshot(`../golden/${version.toLowerCase()}-network-${name}.txt`);
  });
});
