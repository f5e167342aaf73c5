/**
 * Any other Linux medium: what its own boot menus start is started, without the arguments that look for a drive. Where the
 * RAM disk is of a known kind, it is told to find its system on the network; where it is not, that may fail, and it is said.
 */
import { type Problem, problem } from '../../../errors.ts';
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import { printable } from '../../../wire/text.ts';
import type { Family } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf, liveStage, rootFacts, startOf } from '../../live/describe.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { stackOf } from '../../live/stacks.ts';
import { MENU_PATHS, readMenus } from '../../menus/read-menus.ts';
import type { Refusal } from '../../signature.ts';

const OWN_INSTALLER = 'which its own family must start';

export const generic: Family = {
  id: 'generic',
  title: 'Other Linux',
  signature: {
    marks: MENU_PATHS.map((path) => ({ path, source: 'Syslinux, GRUB and systemd-boot: their menus' })),
    foreign: [
      { path: 'sources/boot.wim', is: 'a Windows medium', source: 'Windows Setup' },
      { path: 's.v00', is: 'a VMware ESXi medium', source: 'its boot.cfg' },
      { path: 'boot/xen.gz', is: 'an XCP-ng or XenServer medium', source: 'its host installer boots Xen' },
      { path: '.pve-cd-id.txt', is: `a Proxmox VE medium, ${OWN_INSTALLER}`, source: 'its installer' },
      { path: '.pbs-cd-id.txt', is: `a Proxmox Backup medium, ${OWN_INSTALLER}`, source: 'its installer' },
      { path: 'boot/loader.efi', is: 'a FreeBSD medium', source: 'loader.efi(8)' },
    ],
  },
  detect: detectGeneric,
  lastResort: true,
  ...LIVE_FAMILY,
  stage: (path) => (path === '' ? null : (liveStage(path) ?? null)),
};

async function detectGeneric(tree: MediumTree): Promise<Detection | Refusal> {
  const entries = await readMenus(tree);
  const [first] = entries;
  if (first === undefined)
    return {
      refused: 'It has boot menus, but none of their entries starts a Linux kernel that is on the medium.',
    };
  const stack = stackOf(first.args, first.kernel);
  const { name, version, source } = await nameOf(tree);
  return {
    family: 'generic',
    name,
    version,
    arch: archOf(tree, name, tree.label, first.kernel),
    ...startOf(entries),
    reason: `No family knows it; its boot menu starts ${first.kernel}, and ${source} names it.`,
    facts: stack ? rootFacts(tree, stack) : {},
    entries,
    warnings: [warning(name, first.title, stack?.title)],
  };
}

function warning(name: string, entry: string, stack: string | undefined): Problem {
  return stack === undefined
    ? problem('MEDIUM_UNTRIED', { name, entry })
    : problem('MEDIUM_GENERIC', { name, entry, kind: stack });
}

async function nameOf(tree: MediumTree): Promise<{ name: string; version: string; source: string }> {
  const info = ((await readText(tree, '.disk/info', 64 * 1024).catch(() => undefined)) ?? '').trim();
  const [title] = info.split(/\n| - /);
  const said = printable((title ?? '').replaceAll('"', ''), 60).trim();
  const name = said || printable(tree.label, 60).trim() || 'Linux';
  return {
    name,
    version: /\d+(?:\.\d+)*/.exec(name.replace(/x86_64|amd64|i386/g, ''))?.[0] ?? '',
    source: said ? '.disk/info' : 'the label',
  };
}
