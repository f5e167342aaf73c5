import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAnswers } from '../../../core/images/answers.ts';
import { redhat } from '../../../core/images/families/redhat/redhat.ts';
import { parseDiscInfo, parseIni, parseTreeInfo } from '../../../core/images/families/redhat/treeinfo.ts';
import type { InstallContext } from '../../../core/images/family.ts';
import type { Detection } from '../../../core/images/image.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, detectedBy, linuxPlanOf, MACHINE, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';

const ROCKY_INFO = `[header]
type = productmd.treeinfo
version = 1.2

[checksums]
images/install.img = sha256:00

[general]
; WARNING.0 = This section provides compatibility with pre-productmd treeinfos.
arch = x86_64
family = Rocky Linux
name = Rocky Linux 9.4
version = 9.4
variants = AppStream,BaseOS

[images-x86_64]
initrd = images/pxeboot/initrd.img
kernel = images/pxeboot/vmlinuz

[release]
name = Rocky Linux
short = Rocky
version = 9.4

[stage2]
mainimage = images/install.img

[tree]
arch = x86_64
variants = AppStream,BaseOS

[variant-AppStream]
repository = AppStream

[variant-BaseOS]
repository = BaseOS
`;

const PXE = { 'images/pxeboot/vmlinuz': 'kernel', 'images/pxeboot/initrd.img': 'initrd' };
const ROCKY = {
  ...PXE,
  '.treeinfo': ROCKY_INFO,
  '.discinfo': '1714867123.45\nRocky Linux 9.4\nx86_64\n',
  'images/install.img': 'stage2',
  'BaseOS/repodata/repomd.xml': 'xml',
  'AppStream/repodata/repomd.xml': 'xml',
};
const CENTOS7 = {
  ...PXE,
  '.treeinfo': `[general]
name = CentOS-7
family = CentOS
timestamp = 1604001756.88
variant =
version = 7
packagedir =
arch = x86_64

[stage2]
mainimage = LiveOS/squashfs.img

[images-x86_64]
kernel = images/pxeboot/vmlinuz
initrd = images/pxeboot/initrd.img
boot.iso = images/boot.iso
`,
  'LiveOS/squashfs.img': 'stage2',
  'repodata/repomd.xml': 'xml',
};

const template = readFileSync('resources/answers/redhat-kickstart.liquid', 'utf8');

async function detected(files: Record<string, string | null>, label?: string): Promise<Detection> {
  return detectedBy(redhat, fakeTree(files, label));
}

async function kickstart(files: Record<string, string>, settings: Settings): Promise<string> {
  const context = contextFor(redhat, await detected(files), settings);
  return rendered(template, context);
}

function rendered(text: string, context: InstallContext): string {
  const answers = renderAnswers(text, { ...context, ...redhat.variables(context) }, 'Web node');
  return redhat.finishAnswers?.(answers, context) ?? answers;
}

/** Text between `%name` and its `%end`. */
function section(text: string, name: string): string {
  return new RegExp(`^%${name}[^\\n]*\\n(.*?)^%end$`, 'ms').exec(text)?.[1] ?? '';
}

describe("detection of Red Hat's family", () => {
  it('reads a full medium', async () => {
    expect(await detected(ROCKY)).toEqual({
      family: 'redhat',
      name: 'Rocky Linux 9.4',
      version: '9.4',
      arch: 'amd64',
      kernel: 'images/pxeboot/vmlinuz',
      initrd: ['images/pxeboot/initrd.img'],
      reason: '.treeinfo says Rocky Linux 9.4 and images/pxeboot/vmlinuz is there.',
      facts: {
        distro: 'rocky',
        major: '9',
        stage2: 'images/install.img',
        repositories: 'AppStream BaseOS',
      },
      warnings: [],
    });
  });

  it('reads the older .treeinfo of EL 7', async () => {
    const { name, facts } = await detected(CENTOS7);
    expect({ name, facts }).toEqual({
      name: 'CentOS 7',
      facts: { distro: 'centos', major: '7', stage2: 'LiveOS/squashfs.img', repositories: '.' },
    });
  });

  it.each([
    ['Red Hat Enterprise Linux', '10.0', 'Red Hat Enterprise Linux 10.0'],
    ['CentOS Stream', '9', 'CentOS Stream 9'],
    ['AlmaLinux', '10.0', 'AlmaLinux 10.0'],
    ['Oracle Linux', '8.9', 'Oracle Linux 8.9'],
    ['Fedora', '43', 'Fedora 43'],
  ])('knows %s', async (name, version, title) => {
    const info = ROCKY_INFO.replace('name = Rocky Linux\n', `name = ${name}\n`).replaceAll('9.4', version);
    expect((await detected({ ...ROCKY, '.treeinfo': info })).name).toBe(title);
  });

  it('makes do with .discinfo and the label', async () => {
    const disc = { ...PXE, '.discinfo': '1.5\nFedora 43\nx86_64\n' };
    const { name, warnings } = await detected(disc, 'Fedora-S-dvd-x86_64-43');
    expect([name, ...warnings.map(({ code }) => code)]).toEqual([
      'Fedora 43',
      'MEDIUM_NO_PACKAGES',
      'MEDIUM_NO_STAGE2',
    ]);
  });

  it('leaves XenServer, CoreOS and trees without a kernel alone', async () => {
    for (const other of [
      { ...ROCKY, '.treeinfo': `${ROCKY_INFO}\n[platform]\nname = XCP\n` },
      { ...ROCKY, 'boot/xen.gz': 'xen' },
      { ...ROCKY, coreos: null },
      { '.treeinfo': ROCKY_INFO },
      { ...PXE, '.discinfo': '1.5\nFedora 43\nx86_64\n', 'LiveOS/squashfs.img': 'live' },
      {},
    ])
      expect(await refusedBy(redhat, fakeTree(other))).toMatch(/\.$/);
  });
});

describe('.treeinfo', () => {
  it('of any bytes is read without failing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        parseTreeInfo(text);
        parseDiscInfo(text);
      }),
    );
  });

  it('keeps keys apart by section, without regard to case, comments and spaces', () => {
    const ini = parseIni(
      '[A]\nKey = one\n# no = comment\n; no = comment\nbroken\n[b]\r\nkey: two\r\n[a]\nmore=x=y\n',
    );
    expect(Object.fromEntries([...ini].map(([name, keys]) => [name, Object.fromEntries(keys)]))).toEqual({
      a: { key: 'one', more: 'x=y' },
      b: { key: 'two' },
    });
  });
});

describe("the family's boot plan", () => {
  it('names repository, kickstart and interface', async () => {
    const plan = linuxPlanOf(
      redhat,
      contextFor(redhat, await detected(ROCKY), { domain: 'lab.example', kernel_args: 'console=ttyS0' }),
    );
    expect(plan).toMatchObject({
      kind: 'linux',
      title: 'Rocky Linux 9.4 — Web node',
      kernel: '/images/medium/tree/images/pxeboot/vmlinuz',
      initrds: ['/images/medium/tree/images/pxeboot/initrd.img'],
      args: [
        'inst.repo=http://10.77.0.1:8067/images/medium/tree',
        'inst.ks=http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/ks.cfg',
        'ip=dhcp',
        'BOOTIF=01-52-54-00-12-34-56',
        'console=ttyS0',
      ],
    });
  });

  it('leaves the second part on the laptop where memory is short', async () => {
    const context = contextFor(redhat, await detected(ROCKY));
    const small = { ...context, machine: { ...MACHINE, memoryMiB: 2048 } };
    const plan = linuxPlanOf(redhat, small);
    expect(plan.args.slice(0, 2)).toEqual([
      'inst.stage2=nfs:10.77.0.1:/images/medium/tree',
      'inst.repo=http://10.77.0.1:8067/images/medium/tree',
    ]);
    expect(plan.forecast).toMatchObject({ way: 'nfs', needsMiB: 1536, hasMiB: 2048 });
    const tiny = { ...context, machine: { ...MACHINE, memoryMiB: 1024 } };
    expect(redhat.plan(tiny)).toMatchObject({ sentence: expect.stringContaining('by NFS: that needs 1536') });
  });

  it('speaks as anaconda of 5 and 6 understands', async () => {
    const el = async (version: string, stage2: string) => {
      const info = CENTOS7['.treeinfo'].replace('version = 7', `version = ${version}`);
      const files = {
        ...PXE,
        '.treeinfo': info.replace(/\[stage2\]\n.*/, ''),
        [stage2]: 's',
        'repodata/repomd.xml': 'x',
      };
      const context = contextFor(redhat, await detected(files));
      return { ...linuxPlanOf(redhat, context), ks: rendered(template, context) };
    };
    const ks = 'ks=http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/ks.cfg';
    const rest = [
      ks,
      'ksdevice=bootif',
      'lang=en_US.UTF-8',
      'keymap=us',
      'ip=dhcp',
      'BOOTIF=01-52-54-00-12-34-56',
    ];
    const tree = 'http://10.77.0.1:8067/images/medium/tree';
    const [five, six] = [await el('5.11', 'images/stage2.img'), await el('6.10', 'images/install.img')];
    expect(five.args).toEqual([`method=${tree}`, ...rest]);
    expect(six.args).toEqual([`repo=${tree}`, `stage2=${tree}/images/install.img`, ...rest]);
    for (const { ks: text } of [five, six]) {
      expect(text).toContain('urllib2.urlopen');
      expect(text).not.toContain('%onerror');
    }
    expect(five.ks.trimEnd().endsWith('done')).toBe(true);
    expect(six.ks.trimEnd().endsWith('%end')).toBe(true);
  });

  it('takes the packages from a mirror when the medium has none', async () => {
    const { 'BaseOS/repodata/repomd.xml': _, 'AppStream/repodata/repomd.xml': __, ...boot } = ROCKY;
    const context = contextFor(redhat, await detected(boot), { mirror: 'http://mirror.lab/rocky/9/BaseOS' });
    expect(linuxPlanOf(redhat, context).args.slice(0, 2)).toEqual([
      'inst.stage2=http://10.77.0.1:8067/images/medium/tree',
      'inst.repo=http://mirror.lab/rocky/9/BaseOS',
    ]);
  });

  it.each([
    ['images/pxeboot/vmlinuz', 'kernel'],
    ['images/pxeboot/initrd.img', 'initrd'],
    ['.treeinfo', 'installer'],
    ['images/install.img', 'installer'],
    ['BaseOS/repodata/repomd.xml', 'installer'],
    ['AppStream/Packages/z/zsh-5.8-9.el9.x86_64.rpm', 'packages'],
    ['EULA', null],
  ])('a request for %s tells %s', (path, stage) => {
    expect(redhat.stage(path)).toBe(stage);
  });
});

describe('the kickstart template', () => {
  const KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 o'neil@laptop";

  it('without anything set leaves the password to the console', async () => {
    expect(await kickstart(ROCKY, {})).not.toMatch(/^(rootpw|user|sshkey)/m);
  });

  it('says who may log in', async () => {
    const text = await kickstart(ROCKY, { user: 'tech', user_fullname: 'The "Tech"', ssh_key: KEY });
    expect(text.match(/^(rootpw|user|sshkey).*$/gm)).toEqual([
      'rootpw --lock',
      'user --name="tech" --gecos="The \\"Tech\\"" --groups=wheel --iscrypted --password="*"',
      `sshkey --username="tech" "${KEY}"`,
    ]);
    expect(section(text, 'post')).toContain("echo 'tech ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/tech");
  });

  it('speaks the version that reads it', async () => {
    const el7 = await kickstart(CENTOS7, { ntp: 'ntp.lab' });
    const el9 = await kickstart(ROCKY, { ntp: 'ntp.lab' });
    expect(el7.match(/^(install|timezone|timesource|repo).*$/gm)).toEqual([
      'install',
      'timezone "Etc/UTC" --utc --ntpservers="ntp.lab"',
    ]);
    expect(el9.match(/^(install|timezone|timesource|repo).*$/gm)).toEqual([
      'repo --name="AppStream" --baseurl="http://10.77.0.1:8067/images/medium/tree/AppStream"',
      'timezone "Etc/UTC" --utc',
      'timesource --ntp-server="ntp.lab"',
    ]);
  });

  it('tells the laptop the end and the failure', async () => {
    const text = await kickstart(ROCKY, {});
    const report = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report';
    expect(section(text, 'post --nochroot')).toContain(
      `curl -fs -m 15 -o /dev/null '${report}/finished' && break`,
    );
    expect(section(text, 'onerror')).toContain(`'${report}/failed?reason=`);
  });

  it("tells the end and the failure from under a technician's own template too", async () => {
    const text = rendered('text\ninstall\n', contextFor(redhat, await detected(ROCKY)));
    expect(text.startsWith('text\ninstall\n\n#')).toBe(true);
    expect(section(text, 'post --nochroot')).toContain('/report/finished');
    expect(section(text, 'onerror')).toContain('/report/failed?reason=');
    for (const name of ['post --nochroot', 'onerror'])
      execFileSync('sh', ['-n'], { input: section(text, name) });
  });

  it.each([
    ['', ['%post', '%onerror']],
    ['%post\ncurl {{ urls.report }}/finished\n%end\n', ['%post', '%onerror']],
    ['%onerror\ncurl {{ urls.report }}/failed\n%end\n', ['%onerror', '%post']],
    ['# curl {{ urls.report }}/finished\n', ['%post', '%onerror']],
  ])('a template of %j has each report once', async (own, sections) => {
    const text = rendered(own, contextFor(redhat, await detected(ROCKY)));
    expect(text.match(/^%(?:post|onerror)/gm)).toEqual(sections);
  });

  it('keeps a name with line breaks inside its comment', async () => {
    const context = contextFor(redhat, await detected(ROCKY));
    const name = 'Web\nrootpw --plaintext x\u2028rootpw y';
    const text = rendered(template, { ...context, profile: { ...context.profile, name } });
    expect(text.split(/[\n\u2028]/).filter((line) => line.startsWith('rootpw'))).toEqual([]);
  });

  it.each([
    {},
    { disk: '/dev/sda', layout: 'lvm', kernel_args: 'console=ttyS0,115200', finish: 'poweroff' },
    { user: 'tech', ssh_key: KEY, mirror: 'http://m/el' },
  ])('has scripts that a shell reads: %o', async (settings) => {
    const text = await kickstart(ROCKY, settings);
    for (const name of ['pre', 'post', 'post --nochroot', 'onerror']) {
      expect(section(text, name)).not.toBe('');
      execFileSync('sh', ['-n'], { input: section(text, name) });
    }
    const ends = text.match(/^%end$/gm)?.length;
    expect(text.match(/^%(?:packages|pre|post|onerror)\b/gm)).toHaveLength(ends ?? 0);
  });

  it.each([
    [
      { nvme0n1: '00' },
      '',
      [
        'ignoredisk --only-use=nvme0n1',
        'zerombr',
        'clearpart --all --initlabel --drives=nvme0n1',
        'autopart --type=plain',
        'bootloader --boot-drive=nvme0n1 --append="console=ttyS0"',
      ],
    ],
    [{ sda: '00', sdb: '00' }, '', []],
    [{ sda: '10', sdb: '01', loop0: '00', mmcblk0boot0: '00' }, '', []],
    [
      { sda: '00', sdb: '00' },
      '/dev/sdb',
      [
        'ignoredisk --only-use=sdb',
        'zerombr',
        'clearpart --all --initlabel --drives=sdb',
        'autopart --type=plain',
        'bootloader --boot-drive=sdb --append="console=ttyS0"',
      ],
    ],
  ] as const)('on a machine with %o, told "%s", writes %o', async (disks, named, written) => {
    const text = section(await kickstart(ROCKY, { disk: named, kernel_args: 'console=ttyS0' }), 'pre');
    const make = Object.entries(disks).map(
      ([name, flags]) =>
        `mkdir -p $R/${name}; echo ${flags[0]} > $R/${name}/removable; echo ${flags[1]} > $R/${name}/ro`,
    );
    const script = `R=$(mktemp -d); trap 'rm -rf $R' EXIT; curl() { :; }
${make.join('\n')}
${text.replaceAll('/sys/block', '$R').replaceAll('/tmp/fieldboot-disk.ks', '$R/ks')}
cat $R/ks`;
    const out = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(out.split('\n').filter(Boolean)).toEqual(written);
  });

  it.skipIf(!existsSync('/usr/bin/ksvalidator'))('is valid for pykickstart', async () => {
    execFileSync('ksvalidator', ['-v', 'RHEL9', '/dev/stdin'], { input: await kickstart(ROCKY, {}) });
  });
});
