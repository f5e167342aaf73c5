import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debian } from '../../../core/images/families/debian/debian.ts';
import { type MadeDisk, makeMachine } from '../support/made-machine.ts';
import { commandOf, DEBIANS, debianContext, preseed, rendered, snippet } from '../support/templates.ts';

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 o'neil@laptop";
const HASH = '$6$saltsalt$abcdefgh';
const FIXED = { address: '192.168.5.20/24', gateway: '192.168.5.1', dns: '192.168.5.1 9.9.9.9' };
const lines = (text: string, pattern: RegExp) => text.split('\n').filter((line) => pattern.test(line));

/** One of each thing the form can say. */
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
  disk_min: '100G',
  disk_model: 'samsung',
  layout: 'raid1',
  filesystem: 'xfs',
  swap: '4GiB',
  root_password_hash: HASH,
  user: 'tech',
  user_password_hash: HASH,
  sudo: 'yes',
  ssh_key: `${KEY}\nssh-rsa AAAAB3NzaC1yc2E= second`,
  packages: 'openssh-server vim',
  mirror: 'http://mirror.lab/debian',
  proxy: 'http://proxy.lab:3128',
  repositories: 'http://mirror.lab/extra\nvendor http://vendor.example/apt stable main',
  post_script: "#!/bin/sh\n# what the site wants\necho 'hello\tthere' > /etc/motd\n%end\n",
  register: 'puppet',
  register_to: 'puppet.lab',
  kernel_args: 'console=ttyS0,115200',
  finish: 'poweroff',
};

describe('the preseed template', () => {
  it.each([
    [
      'asks for the password when nothing was set',
      {},
      ['root-login boolean true', 'make-user boolean false'],
    ],
    [
      'sets the password of root',
      { root_password_hash: HASH },
      ['root-login boolean true', `root-password-crypted password ${HASH}`, 'make-user boolean false'],
    ],
    [
      'gives root the key, locked otherwise',
      { ssh_key: KEY },
      ['root-login boolean true', 'root-password-crypted password *', 'make-user boolean false'],
    ],
    [
      'locks root where a user has a key',
      { user: 'tech', ssh_key: KEY },
      [
        'root-login boolean false',
        'make-user boolean true',
        'user-fullname string tech',
        'username string tech',
        'user-password-crypted password *',
      ],
    ],
  ])('%s', async (_, settings, expected) => {
    expect(lines(await preseed(settings), /^d-i passwd\//)).toEqual(
      expected.map((line) => `d-i passwd/${line}`),
    );
  });

  it('puts every key where it belongs, and sudo without a password where there is none', async () => {
    const text = await preseed({ user: 'tech', ssh_key: `${KEY}\nssh-rsa AAAAB3NzaC1yc2E= second` });
    expect(lines(text, /authorized_keys; /)).toEqual([
      `  echo '${KEY.replace("'", "'\\''")}' >> /target$home/.ssh/authorized_keys; \\`,
      "  echo 'ssh-rsa AAAAB3NzaC1yc2E= second' >> /target$home/.ssh/authorized_keys; \\",
      '  chmod 600 /target$home/.ssh/authorized_keys; \\',
    ]);
    expect(text).toContain('home=/home/tech; \\');
    expect(text).toContain("echo 'tech ALL=(ALL) NOPASSWD: ALL' > /target/etc/sudoers.d/tech; \\");
  });

  it('leaves out a server that came by default and is not on the medium', async () => {
    const context = await debianContext(13);
    const bare = { ...context, image: { ...context.image, facts: { ...context.image.facts, ssh: 'no' } } };
    expect(debian.variables(bare).packages).toEqual([]);
    const wanted = { ...bare, settings: { ...bare.settings, packages: 'vim' } };
    expect(debian.variables(wanted).packages).toEqual(['vim']);
  });

  it('keeps a name with line breaks inside its comment', async () => {
    const context = await debianContext(13);
    const name = 'Web\nd-i preseed/run string x';
    const text = rendered(debian, { ...context, profile: { ...context.profile, name } });
    expect(lines(text, /^d-i preseed\/run/)).toEqual([]);
  });

  describe.each(Object.keys(DEBIANS).map(Number) as (keyof typeof DEBIANS)[])('of Debian %i', (release) => {
    it.each([
      ['plain', {}],
      ['lvm', { layout: 'lvm', filesystem: 'xfs', swap: '2G', ssh_key: KEY }],
      ['rich', RICH],
    ])('is as it was: %s', async (name, settings) => {
      const text = await preseed(settings, release);
      await expect(text).toMatchFileSnapshot(`../golden/debian-${release}-${name}.cfg`);
    });
  });

  it.each([
    {},
    { ssh_key: KEY, user: 'tech', mirror: 'http://m/debian' },
    { disk: '/dev/sda', layout: 'lvm', ntp: 'ntp.lab', swap: 'none', ...FIXED },
    RICH,
  ])('is read without complaint by debconf, and its commands by a shell: %#', async (settings) => {
    const text = await preseed(settings);
    for (const question of ['partman/early_command', 'preseed/late_command'])
      execFileSync('sh', ['-n'], { input: commandOf(text, question) });
    if (!existsSync('/usr/bin/debconf-set-selections')) return;
    const said = spawnSync('debconf-set-selections', ['-c'], { input: text, encoding: 'utf8' });
    expect([said.status, said.stdout, said.stderr]).toEqual([0, '', '']);
  });
});

describe('what the preseed does on a machine', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'preseed-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const STAND_INS = `fieldboot-report() { echo "report $1"; }
debconf-set-selections() { cat "$1"; }
in-target() { echo "in-target $*"; }
`;

  /** Runs one of its commands on a made-up machine; what it preseeds and reports, and the machine. */
  async function run(settings: Record<string, string>, question: string, disks: Record<string, MadeDisk>) {
    const machine = makeMachine(folder, disks);
    // Read in, not started: a script of its own would not see the stand-ins.
    const command = commandOf(await preseed(settings), question).replace(
      /\bsh (\/tmp\/fieldboot-\w+)/g,
      '. $1',
    );
    const out = execFileSync('bash', ['-c', STAND_INS + machine.inside(command)], { encoding: 'utf8' });
    return { out: out.replaceAll(machine.home, '').split('\n').filter(Boolean), machine };
  }
  const partition = async (settings: Record<string, string>, disks: Record<string, MadeDisk>) =>
    (await run(settings, 'partman/early_command', disks)).out;

  it('chooses the only disk and the usual recipe', async () => {
    expect(await partition({}, { nvme0n1: { gb: 500 }, sda: { gb: 8, usb: true } })).toEqual([
      'report stage/partitioning',
      'report disks?list=nvme0n1:976562500:1::,',
      'd-i partman-auto/disk string /dev/nvme0n1',
      'd-i partman-auto/choose_recipe select atomic',
      'd-i partman-auto/method string regular',
      'd-i partman-partitioning/confirm_write_new_label boolean true',
      'd-i partman-lvm/device_remove_lvm boolean true',
      'd-i partman-lvm/confirm boolean true',
      'd-i partman-lvm/confirm_nooverwrite boolean true',
      'd-i partman-md/device_remove_md boolean true',
      'd-i partman/choose_partition select finish',
      'd-i partman/confirm boolean true',
      'd-i partman/confirm_nooverwrite boolean true',
      'd-i grub-installer/bootdev string /dev/nvme0n1',
    ]);
  });

  it('answers nothing where several fit, or none', async () => {
    const nothing = [
      'report stage/partitioning',
      expect.stringContaining('disks?list=sda:'),
      'report stage/choose-disk',
    ];
    expect(await partition({}, { sda: { gb: 500 }, sdb: { gb: 500 } })).toEqual(nothing);
    expect(await partition({ layout: 'raid1' }, { sda: { gb: 500 } })).toEqual(nothing);
  });

  it('names the small recipe on a small disk', async () => {
    const answers = await partition({ layout: 'lvm' }, { vda: { gb: 8.6 } });
    expect(answers).toContain('d-i partman-auto/choose_recipe select small_disk');
    expect(answers).toContain('d-i partman-auto/method string lvm');
  });

  it('mirrors two disks, each bootable', async () => {
    const answers = await partition({ layout: 'raid1' }, { nvme0n1: { gb: 500 }, sda: { gb: 480 } });
    expect(answers).toContain('d-i partman-auto/method string raid');
    expect(answers).toContain('d-i grub-installer/bootdev string /dev/sda /dev/nvme0n1');
    const firmware = existsSync('/sys/firmware/efi') ? 2 : 1;
    expect(answers).toContain(
      `d-i partman-auto-raid/recipe string 1 2 0 ext4 / /dev/sda${firmware}#/dev/nvme0n1p${firmware} .` +
        ` 1 2 0 swap - /dev/sda${firmware + 1}#/dev/nvme0n1p${firmware + 1} .`,
    );
  });

  it('counts the partition that comes before ours where a disk is too large for an msdos label', async () => {
    const answers = await partition(
      { layout: 'raid1', swap: 'none' },
      { sda: { gb: 4000 }, sdb: { gb: 4000 } },
    );
    expect(answers).toContain('d-i partman-auto-raid/recipe string 1 2 0 ext4 / /dev/sda2#/dev/sdb2 .');
    expect(answers).toContain('d-i partman-partitioning/default_label string gpt');
    expect(answers).toContain('d-i partman-basicfilesystems/no_swap boolean false');
  });

  it('writes a recipe of its own for a given swap', async () => {
    const { machine } = await run({ swap: '2GiB', layout: 'lvm' }, 'partman/early_command', {
      sda: { gb: 500 },
    });
    expect(machine.read('/tmp/fieldboot-recipe')).toContain(
      '2048 2048 2048 linux-swap $lvmok{ } method{ swap } format{ } .',
    );
  });

  it.each([
    ['a fixed address', FIXED, 'fixed'],
    ['a VLAN by DHCP', { vlan: '20' }, 'vlan'],
    ['a bond with a VLAN', { ...FIXED, vlan: '20', bond: '802.3ad', bond_ports: 'eth9' }, 'bond-vlan'],
  ])('writes the network of %s', async (_, settings, name) => {
    const machine = makeMachine(folder, {});
    execFileSync('mkdir', [
      '-p',
      join(machine.home, 'sys/class/net/eth7/device'),
      join(machine.home, 'target/etc/network'),
    ]);
    writeFileSync(join(machine.home, 'sys/class/net/eth7/address'), '52:54:00:12:34:56\n');
    writeFileSync(
      join(machine.home, 'target/etc/hosts'),
      '127.0.0.1\tlocalhost\n127.0.1.1\tnode-123456.lab\tnode-123456\n',
    );
    const { form, machine: client } = await debianContext(13, settings);
    const script = snippet('debian-network', { network: form.network, mac: client.mac });
    execFileSync('sh', ['-c', machine.inside(script)]);
    const written = ['/target/etc/network/interfaces', '/target/etc/hosts']
      .map((path) => machine.read(path))
      .join('--\n');
    await expect(written).toMatchFileSnapshot(`../golden/debian-network-${name}.txt`);
  });
});
