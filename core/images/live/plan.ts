/** A menu entry of a medium as a boot plan: what it starts, told to find its system on the network. */
import type { BlockedPlan, LinuxPlan } from '../boot-plan.ts';
import { bootif } from '../families/shared.ts';
import type { InstallContext } from '../family.ts';
import type { MenuEntry } from '../menus/entry.ts';
import { words } from '../settings.ts';
import { planBest, type Way } from '../ways.ts';
import { withoutLocators } from './locators.ts';
import { stackOf } from './stacks.ts';

/**
 * The plan of the entry that the profile names, the first where it names none. Facts of the image: `root` and
 * `rootBytes`, the image of the live system.
 */
export function planEntry(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, settings, machine } = context;
  const entries = image.entries ?? [];
  const entry = settings.entry ? entries.find(({ id }) => id === settings.entry) : entries[0];
  if (entry === undefined)
    return { kind: 'blocked', sentence: `The menu of this medium has no entry "${settings.entry}".` };
  const ways = waysOf(entry, context);
  if (ways.length === 0) return planned(entry, context, entry.initrds.length > 0 ? ['ip=dhcp'] : []);
  return planBest(
    ways.map((way) => ({ ...way, plan: () => planned(entry, context, way.args) })),
    { memoryMiB: machine.memoryMiB, wanted: settings.boot_way },
  );
}

function waysOf({ args, kernel }: MenuEntry, { image, urls }: InstallContext) {
  const { root = '', rootBytes = '0' } = image.facts;
  const place = { urls, root: { path: root, bytes: Number(rootBytes) }, mediumBytes: image.bytes };
  return stackOf(args, kernel)?.ways(place) ?? [];
}

/** The kernel and RAM disks that were detected, with these arguments and the profile's own. */
export function planDetected(
  { image, profile, settings }: InstallContext,
  args: readonly string[],
): LinuxPlan {
  const tree = `/images/${image.id}/tree`;
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${image.kernel}`,
    initrds: image.initrd.map((path) => `${tree}/${path}`),
    args: [...args, ...words(settings.kernel_args)],
  };
}

/** The plan of a system that has but one way to start. */
export function planOnlyWay(
  context: InstallContext,
  way: Way,
  args: readonly string[],
): LinuxPlan | BlockedPlan {
  const { machine, settings } = context;
  return planBest([{ ...way, plan: () => planDetected(context, args) }], {
    memoryMiB: machine.memoryMiB,
    wanted: settings.boot_way,
  });
}

/** The network's arguments come before `---`: what follows it is an installed system's. */
function planned(entry: MenuEntry, context: InstallContext, network: readonly string[]): LinuxPlan {
  const { image, profile, machine, settings } = context;
  const tree = `/images/${image.id}/tree`;
  const kept = withoutLocators(entry.args).filter((word) => !network.includes(word));
  const dashes = kept.findIndex((word) => /^--+$/.test(word));
  const [before, after] = dashes < 0 ? [kept, []] : [kept.slice(0, dashes), kept.slice(dashes)];
  return {
    kind: 'linux',
    title: `${image.name} — ${profile.name}`,
    kernel: `${tree}/${entry.kernel}`,
    initrds: entry.initrds.map((path) => `${tree}/${path}`),
    args: [
      ...before,
      ...network,
      ...(network.length > 0 ? [bootif(machine.mac)] : []),
      ...words(settings.kernel_args),
      ...after,
    ],
  };
}
