// biome-ignore-all lint/suspicious/noTemplateCurlyInString: loaders would expand them, and must not
/**
 * A medium whose kernel shows what it was given, to the letter: Debian's kernel, a RAM disk that prints its command line,
 * and a boot menu full of what loaders take for their own.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptLoader } from '../../core/scripts/context.ts';
import { guestKernel, makeInitrd } from './guest-kernel.ts';
import { LAB_CACHE, makeIso } from './media.ts';

export interface ArgumentsEntry {
  /** Id of the entry in the medium's menu; the setting `entry`. */
  readonly id: string;
  readonly args: readonly string[];
  /** Loaders that cannot be told them, and say so. */
  readonly refusedBy: readonly ScriptLoader[];
}

export const ARGUMENTS: readonly ArgumentsEntry[] = [
  {
    id: 'signs',
    args: [
      'fb.comma=a,b',
      'fb.percent=%20%s',
      'fb.at=a@b',
      'fb.caret=a^b',
      'fb.any=a?b*c![d]',
      'fb.space="two words"',
      'fb.semicolon=nocloud;s=http://10.0.0.1:80/a/',
      'fb.pipe=a|b&c>d<e',
      'fb.brace={a}',
      'fb.dollar=$root$(reboot)`reboot`',
      'fb.hash=a#b',
      ';',
      '||',
      '&&',
      '#words',
    ],
    refusedBy: [],
  },
  { id: 'variables', args: ['fb.variable=${net0/mac}${root}'], refusedBy: ['ipxe'] },
  { id: 'quotes', args: ["fb.single='a'", 'fb.back=a\\b', 'fb.double=a"b"c'], refusedBy: ['grub'] },
];

/** What the RAM disk does: it says what /proc/cmdline holds, and stays. */
const INIT = `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
echo 1 > /proc/sys/kernel/printk
exec > /dev/ttyS0 2>&1
echo
echo "ARGUMENTS $(/bin/busybox cat /proc/cmdline) END"
while :; do /bin/busybox sleep 1000; done
`;

/** The medium, made once; `whyNoGuest` must have said that its kernel is here. */
export function argumentsIso(): string {
  const menu = ARGUMENTS.map(labelOf).join('');
  const made = createHash('sha256').update(menu).update(INIT).digest('hex').slice(0, 8);
  const iso = join(LAB_CACHE, `arguments-${made}.iso`);
  if (existsSync(iso)) return iso;
  const folder = join(LAB_CACHE, `arguments-${process.pid}`);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'isolinux'), { recursive: true });
  mkdirSync(join(tree, 'live'));
  cpSync(guestKernel(), join(tree, 'live/vmlinuz'));
  cpSync(
    makeInitrd(folder, [], () => INIT),
    join(tree, 'live/initrd'),
  );
  writeFileSync(join(tree, 'isolinux/isolinux.cfg'), menu);
  makeIso(iso, 'Arguments of the lab', [tree]);
  rmSync(folder, { recursive: true });
  return iso;
}

const labelOf = ({ id, args }: ArgumentsEntry): string =>
  [
    `LABEL ${id}`,
    '  LINUX /live/vmlinuz',
    '  INITRD /live/initrd',
    `  APPEND console=ttyS0,115200 loglevel=7 ${args.join(' ')} fb.entry=${id}`,
    '',
  ].join('\n');

/** What the kernel says when it runs with the arguments of an entry; the match's first group is its command line. */
export const shownOf = ({ id }: ArgumentsEntry): RegExp => new RegExp(`ARGUMENTS (.*fb\\.entry=${id}.*) END`);

/** Throws when a command line lacks one of the arguments, or holds it changed. */
export function assertVerbatim(commandLine: string, { args }: ArgumentsEntry): void {
  const shown = kernelWords(commandLine);
  const absent = args.filter((one) => !shown.includes(kernelWords(one)[0] ?? ''));
  if (absent.length > 0) throw new Error(`${absent.join(' ')} is not in: ${commandLine}`);
}

/** Words as a kernel takes them: GRUB quotes the whole word, others its value, and the kernel takes either away. */
function kernelWords(line: string): string[] {
  const words = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replace(/^"([^"]*)"$/, '$1').replace(/^([^="]+=)"([^"]*)"$/, '$1$2'));
}
