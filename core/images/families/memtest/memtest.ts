/**
 * memtest86+ 6 and later. Its file is a Linux kernel to a BIOS and an EFI program to UEFI, one and the same (boot/header.S
 * of memtest86plus), so the loader starts it on either. It is not signed: Secure Boot must be off.
 */
import { problem } from '../../../errors.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { MachinePlan } from '../../boot-plan.ts';
import type { Family, InstallContext } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { words } from '../../settings.ts';
import type { Refusal } from '../../signature.ts';
import { liveCurve } from '../shared.ts';

/** Where the makers' media have it, by architecture: their own ISO, the one with GRUB, and the files as they are packed. */
const PROGRAMS: readonly (readonly [path: string, arch: 'amd64' | 'i386'])[] = [
  ['EFI/BOOT/memtest', 'amd64'],
  ['boot/memtest', 'amd64'],
  ['memtest86+x64.efi', 'amd64'],
  ['boot/memtest86+x64.efi', 'amd64'],
  ['EFI/BOOT/bootx64.efi', 'amd64'],
  ['memtest86+ia32.efi', 'i386'],
  ['boot/memtest86+ia32.efi', 'i386'],
  ['EFI/BOOT/bootia32.efi', 'i386'],
];

export const memtest: Family = {
  id: 'memtest',
  title: 'memtest86+',
  signature: {
    marks: [
      { path: 'boot/floppy.img', source: 'memtest86plus: build64/Makefile, its ISO' },
      { path: 'boot/memtest', source: 'memtest86plus: its ISO with GRUB' },
      { path: 'memtest86+x64.efi', source: "Debian's package memtest86+" },
      { path: 'boot/memtest86+x64.efi', source: "Debian's package memtest86+" },
    ],
    foreign: [],
  },
  detect: detectMemtest,
  defaults: { kernel_args: '' },
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [],
  variables: () => ({}),
  plan,
  // It fetches nothing more: with its file it runs.
  stage: () => 'system',
  progress: liveCurve,
};

async function detectMemtest(tree: MediumTree): Promise<Detection | Refusal> {
  const [path, arch] = PROGRAMS.find(([one]) => tree.find(one)?.kind === 'file') ?? [];
  if (path === undefined || arch === undefined)
    return { refused: 'There is no memtest86+ program where its media have it.' };
  // Other media carry a memory test beside their system: only the label says that it is all there is.
  if (!/^MT86PLUS|^MEMTEST/i.test(tree.label))
    return { refused: `${path} is there, but the label "${tree.label}" is not memtest86+'s.` };
  const program = tree.find(path);
  const version = program?.kind === 'file' ? await versionOf(tree, program) : '';
  const name = `memtest86+ ${version}`.trim();
  return {
    family: 'memtest',
    name,
    version,
    arch,
    kernel: program?.path ?? path,
    initrd: [],
    reason: `The label is ${tree.label}, and ${path} is there.`,
    facts: {},
    warnings: [problem('PROGRAM_UNSIGNED', { name })],
  };
}

/** The Linux boot protocol has a version text (2.0, kernel_version at 0x20e): `Memtest86+ v6.10`. */
async function versionOf(tree: MediumTree, file: Parameters<MediumTree['read']>[0]): Promise<string> {
  const head = new Uint8Array(16 * 1024);
  const bytes = head.subarray(0, await tree.read(file, 0, head));
  return /Memtest86\+ v?(\d[\w.]*)/.exec(new TextDecoder('latin1').decode(bytes))?.[1] ?? '';
}

function plan({ image, profile, machine, settings }: InstallContext): MachinePlan {
  if (image.arch === 'i386' && machine.firmware === 'uefi-x64')
    return { kind: 'blocked', sentence: 'This memtest86+ is for 32-bit firmware; take the 64-bit one.' };
  if (machine.firmware === 'uefi-arm64')
    return { kind: 'blocked', sentence: 'This memtest86+ is for x86 machines.' };
  return {
    kind: 'program',
    title: `${image.name} — ${profile.name}`,
    program: `/images/${image.id}/tree/${image.kernel}`,
    args: words(settings.kernel_args),
  };
}
