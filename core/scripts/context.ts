/** What a script of any loader is written from, beside the boot plan. */
import type { BootPlan } from '../images/boot-plan.ts';
import type { Machine } from '../images/machine.ts';

/** Addresses of the laptop. */
export interface EntryUrls {
  /** `http://10.77.0.1:8067`, no trailing slash. */
  readonly base: string;
}

export interface ScriptContext {
  readonly urls: EntryUrls;
  readonly machine: Machine;
  /** Name of the laptop, as it is shown on the machine. */
  readonly laptop: string;
  /** The machine's report URL; null when nothing is assigned to it. */
  readonly report: string | null;
  /** While it waits, whoever stands at it may open a menu; `pin`: a PIN is asked for there. */
  readonly menu?: 'open' | 'pin' | null;
}

/** Loaders that scripts are written for. */
export type ScriptLoader = 'ipxe' | 'pxelinux' | 'grub';

/** How a loader fetches what its script names: as fast as it can, or by TFTP because that is what works there. */
export type Fetching = 'http' | 'tftp';

/** A script, and what of the plan it cannot say. */
export interface Script {
  readonly text: string;
  /** A sentence for each thing that this loader cannot do; the text has them as comments or on the screen. */
  readonly cannot: readonly string[];
}

/** `10.77.0.1:8067` of `http://10.77.0.1:8067`. */
export const hostOf = ({ base }: EntryUrls): string => base.replace(/^[a-z]+:\/\//, '');

/** `10.77.0.1`. */
export const addressOf = (urls: EntryUrls): string => hostOf(urls).replace(/:\d+$/, '');

/** Who the machine is, as rows of its screen; null: it did not say. */
export function machineRows({
  machine,
  laptop,
}: Pick<ScriptContext, 'machine' | 'laptop'>): readonly (readonly [label: string, value: string | null])[] {
  return [
    ['Fieldboot on', laptop],
    ['Machine', [machine.manufacturer, machine.product].filter(Boolean).join(' ') || null],
    ['Serial', machine.serial],
    ['MAC', machine.mac],
    ['Address', machine.address],
  ];
}

/** What a machine waits for when nothing else is said. */
export const NOBODY_CHOSE = 'Waiting for the technician to choose what to install.';

/** What the screen of a machine says that does not boot now; null for a plan that boots. */
export function standingStill(plan: BootPlan): readonly string[] | null {
  if (plan.kind === 'wait') return [plan.sentence ?? NOBODY_CHOSE];
  if (plan.kind === 'blocked') return [`Cannot start: ${plan.sentence}`, 'Waiting until that is put right.'];
  return null;
}
