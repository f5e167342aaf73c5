import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redhat } from '../../../core/images/families/redhat/redhat.ts';
import { parseDiscInfo, parseIni, parseTreeInfo } from '../../../core/images/families/redhat/treeinfo.ts';
import type { Detection } from '../../../core/images/image.ts';
import { contextFor, detectedBy, linuxPlanOf, MACHINE, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/templates.ts';

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

async function detected(files: Record<string, string | null>, label?: string): Promise<Detection> {
  return detectedBy(redhat, fakeTree(files, label));
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
      return { ...linuxPlanOf(redhat, context), ks: rendered(redhat, context) };
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
    expect(five.ks.trimEnd().endsWith('2>&1 &')).toBe(true);
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
