import { describe, expect, it } from 'vitest';
import { parseGrub } from '../../../core/images/menus/grub.ts';
import { loaderDefault, parseLoaderEntry } from '../../../core/images/menus/loader-entry.ts';
import { readMenus } from '../../../core/images/menus/read-menus.ts';
import { parseSyslinux } from '../../../core/images/menus/syslinux.ts';
import { fakeTree } from '../support/fake-tree.ts';

const FILES = { 'live/vmlinuz': 'k', 'live/initrd.img': 'i' };
const label = (name: string, more = '') =>
  `label ${name}\n  kernel /live/vmlinuz\n  append initrd=/live/initrd.img boot=live ${more}\n`;

describe('a menu of Syslinux', () => {
  it('has kernels, RAM disks and arguments, and a default by its label or its mark', () => {
    const text = `DEFAULT one\nPROMPT 0\n${label('one', 'quiet')}
LABEL two
  MENU LABEL Start ^Two
  MENU DEFAULT
  TEXT HELP
  label three is not one
  ENDTEXT
  LINUX vmlinuz extra
  INITRD ucode.img,initrd.img
`;
    expect(parseSyslinux(text)).toEqual({
      entries: [
        {
          title: 'one',
          kernel: '/live/vmlinuz',
          initrds: ['/live/initrd.img'],
          commandLine: 'initrd=/live/initrd.img boot=live quiet',
          names: ['one'],
        },
        {
          title: 'Start Two',
          kernel: 'vmlinuz',
          initrds: ['ucode.img', 'initrd.img'],
          commandLine: 'extra',
          names: ['two'],
        },
      ],
      includes: [],
      default: 'two',
    });
  });

  it('leaves out what is no Linux kernel', () => {
    const others = [
      'kernel menu.c32',
      'localboot 0',
      'kernel memdisk\n append iso',
      'com32 x.c32',
      'config x.cfg',
    ];
    const text = others.map((line, n) => `label l${n}\n ${line}\n`).join('');
    expect(parseSyslinux(text).entries).toEqual([]);
  });

  it('gives the arguments of its head to entries without their own', () => {
    const text =
      'append root=x\nlabel a\nkernel k\nlabel b\nkernel k\nappend -\nlabel c\nkernel k\nappend y\n';
    expect(parseSyslinux(text).entries.map(({ commandLine }) => commandLine)).toEqual(['root=x', '', 'y']);
  });
});

describe('a menu of GRUB', () => {
  it('has variables, quotes, submenus and ids', () => {
    const text = `# a comment; with "signs
set default="go"
dir=/live
if [ x$feature = xy ] ; then set more='a b' ; fi
submenu 'Other "things"' { menuentry "Rescue" { linux ($root)$dir/vmlinuz single; initrd $dir/initrd.img } }
menuentry "Go \\"now\\"" --class x --id=go {
  linux16 \${dir}/vmlinuz boot=live "quote=$more" dollar=\\$5 joined\\
up $nothing "" findiso=\${iso_path}
  initrd --nounzip /a.img /b.img
}
source /boot/grub/extra.cfg
configfile $prefix/last.cfg
`;
    expect(parseGrub(text, new Map([['prefix', '/boot/grub']]))).toEqual({
      entries: [
        {
          title: 'Rescue',
          names: [],
          kernel: '($root)/live/vmlinuz'.replace('$root', ''),
          initrds: ['/live/initrd.img'],
          commandLine: 'single',
        },
        {
          title: 'Go "now"',
          names: ['go'],
          kernel: '/live/vmlinuz',
          initrds: ['/a.img', '/b.img'],
          commandLine: 'boot=live "quote=a b" dollar=$5 joinedup  findiso=',
        },
      ],
      includes: ['/boot/grub/extra.cfg', '/boot/grub/last.cfg'],
      default: 'go',
    });
  });

  it('boots loose commands, and the first kernel of an entry', () => {
    expect(parseGrub('linux /k a\ninitrd /i\nboot\n').entries).toEqual([
      { title: '', names: [], kernel: '/k', initrds: ['/i'], commandLine: 'a' },
    ]);
    const two = parseGrub('menuentry x {\nif true; then linux /a\nelse linux /b\nfi\n}\n');
    expect(two.entries.map(({ kernel }) => kernel)).toEqual(['/a']);
  });

  it.each([
    '"',
    "'",
    '\\',
    '$',
    '${',
    '{{{{{',
    '}}}}}',
    'menuentry',
    'set',
    'linux',
    'a='.repeat(5000),
    '"$a',
  ])('reads %j without harm', (text) => {
    expect(parseGrub(text).entries.every(({ kernel }) => kernel === '')).toBe(true);
  });
});

it('an entry of systemd-boot', () => {
  const text =
    'title Arch\nversion 6.1\nlinux /vmlinuz\ninitrd /ucode.img\ninitrd /initrd.img\noptions a b\noptions c\n';
  expect(parseLoaderEntry('arch', text)).toEqual({
    title: 'Arch 6.1',
    kernel: '/vmlinuz',
    initrds: ['/ucode.img', '/initrd.img'],
    commandLine: 'a b c',
    names: ['arch', 'arch.conf'],
  });
  expect(parseLoaderEntry('shell', 'title Shell\nefi /shell.efi\n')).toBeNull();
  expect(loaderDefault('timeout 3\ndefault arch.conf\n')).toBe('arch.conf');
});

describe("a medium's menus", () => {
  const read = (files: Record<string, string>) => readMenus(fakeTree({ ...FILES, ...files }));

  it('are followed through their includes, the default first, the same entry once', async () => {
    const entries = await read({
      'isolinux/isolinux.cfg': 'include live.cfg\ninclude ../isolinux/more.cfg\ndefault b\n',
      'isolinux/live.cfg': label('a'),
      'isolinux/more.cfg': `${label('b', 'debug')}include isolinux.cfg\n`,
      'boot/grub/grub.cfg':
        'menuentry "Live (GRUB)" {\nlinux /live/vmlinuz boot=live\ninitrd /live/initrd.img\n}\nmenuentry "a" { linux /live/vmlinuz third }\n',
    });
    expect(entries.map(({ id, args, initrds }) => [id, args.join(' '), initrds.length])).toEqual([
      ['b', 'boot=live debug', 1],
      ['live-grub', 'boot=live', 1],
      ['a', 'third', 0],
    ]);
  });

  it('lead to nothing that is not on the medium, nor above its root', async () => {
    const text = 'label a\nkernel ../../../etc/passwd\nlabel b\nkernel /live/vmlinuz\nappend initrd=/none\n';
    expect(await read({ 'isolinux/isolinux.cfg': text })).toEqual([]);
    const up = await read({ 'isolinux/isolinux.cfg': 'label a\nkernel ../../live/vmlinuz\n' });
    expect(up.map(({ kernel }) => kernel)).toEqual(['live/vmlinuz']);
  });

  it('may include themselves, be huge, or be no text', async () => {
    const loop = `include isolinux.cfg\n`.repeat(5000) + label('a');
    expect((await read({ 'isolinux/isolinux.cfg': loop })).length).toBeLessThan(2);
    expect(await read({ 'isolinux/isolinux.cfg': `${label('a')}${'#'.repeat(300_000)}` })).toEqual([]);
    expect(await read({ 'isolinux/isolinux.cfg': `\0${label('a')}` })).toEqual([]);
    const chain = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [
        `isolinux/${n}.cfg`,
        `include ${n + 1}.cfg\n${label(`l${n}`, `n=${n}`)}`,
      ]),
    );
    expect((await read({ ...chain, 'isolinux/isolinux.cfg': 'include 0.cfg\n' })).length).toBe(59);
    const many = Array.from({ length: 3000 }, (_, n) => label(`l${n}`, `n=${n}`)).join('');
    expect((await read({ 'isolinux/isolinux.cfg': many })).length).toBe(64);
  });

  it('hold arguments with spaces between quotes, as a kernel cuts them', async () => {
    const [entry] = await read({ 'isolinux/isolinux.cfg': label('a', 'x="two words" z="a"b y=1"') });
    expect(entry?.args.slice(-3)).toEqual(['x="two words"', 'z="a"b', 'y=1"']);
  });

  it('hold no arguments that a kernel could not be given', async () => {
    const bad = await read({
      'isolinux/isolinux.cfg': `${label('long', 'x'.repeat(2100))}${label('hidden', 'a\u202eb')}${label('bell', 'a\u0007')}`,
    });
    expect(bad).toEqual([]);
  });
});
