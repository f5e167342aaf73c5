/** A boot plan as the script of whichever loader asks. */
import type { BootPlan } from '../images/boot-plan.ts';
import type { Fetching, Script, ScriptContext, ScriptLoader } from './context.ts';
import { grubScript } from './grub.ts';
import { planScript } from './ipxe.ts';
import { pxelinuxConfig } from './pxelinux.ts';

/** Which loader asks, and how it fetches. */
export interface Asking {
  readonly loader: ScriptLoader;
  readonly fetching: Fetching;
  /** Door by which it asked, where that is not how it is to fetch. */
  readonly came?: Fetching;
  /** It is a pxelinux that has read so many configurations that it must start afresh. */
  readonly isWorn?: boolean;
  /** It is a GRUB that starts kernels under UEFI by `linuxefi` and `initrdefi` only. */
  readonly efiCommands?: boolean;
}

/** A script, and why it does not boot the plan. */
export interface RenderedScript extends Script {
  /** The sentence that the machine shows instead, because its loader cannot be told the plan; null: it boots it. */
  readonly refused: string | null;
}

/** Writes the script. Never throws: what a loader cannot be told is said on the machine. */
export function renderPlan(plan: BootPlan, context: ScriptContext, asking: Asking): RenderedScript {
  try {
    return { ...write(plan, context, asking), refused: null };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const refused = `${thrown.message}.`;
    return { ...write({ kind: 'blocked', sentence: refused }, context, asking), refused };
  }
}

function write(plan: BootPlan, context: ScriptContext, asking: Asking): Script {
  const { loader, fetching, efiCommands, isWorn } = asking;
  if (loader === 'grub') return grubScript(plan, context, fetching, efiCommands);
  if (loader === 'pxelinux') return pxelinuxConfig(plan, context, fetching, isWorn);
  return { text: planScript(plan, context), cannot: [] };
}
