/** The words of the question before disks are erased or an installation is broken off. Pure. */
import type { MachineView } from '../../../core/api/contract.ts';
import { isUnderWay, modelOf, titleOf } from '../../state/machine-view.ts';
import type { Proposal } from '../../state/selection.ts';
import type { Text } from '../../text/text.ts';

export interface Asked {
  readonly asked: Proposal;
  /** Those it is about, or those of them that are meant. */
  readonly machines: readonly MachineView[];
  /** Name of the profile; null: none is meant. */
  readonly profile: string | null;
  readonly erases: boolean;
  /** It is chosen now and confirmed later, machine by machine. */
  readonly later: boolean;
  readonly text: Text['machines'];
}

export function questionOf({ asked, machines, profile, erases, text }: Asked): string {
  const [only] = machines;
  const one = only !== undefined && machines.length === 1 ? describe(only, text) : null;
  const many = machines.length;
  switch (asked.kind) {
    case 'unassign':
      return text.confirmNone(many);
    case 'forget':
      return one === null ? text.confirmForgetMany(many) : text.confirmForget(one);
    case 'reinstall':
      return one === null ? text.confirmAgainMany(many) : text.confirmAgain(one);
    case 'confirm':
      return one === null ? text.confirmEraseMany(many) : text.confirmErase(one);
    case 'assign': {
      const name = profile ?? asked.profile;
      if (one === null) return (erases ? text.confirmMany : text.runMany)(name, many);
      return (erases ? text.confirmOne : text.runOne)(name, one);
    }
  }
}

/** What becomes of them: what is erased, what is broken off. */
export function consequencesOf({ machines, erases, later, text }: Asked): string {
  const busy = machines.filter(isUnderWay).length;
  const one = machines.length === 1;
  const erased = later ? text.confirmedLater : one ? text.erases : text.erasesMany;
  const broken = one ? text.interrupts : text.interruptsMany(busy);
  return [...(erases ? [erased] : []), ...(busy === 0 ? [] : [broken])].join(' ');
}

export function yesOf({ asked, machines, erases, later, text }: Asked): string {
  const n = machines.length;
  if (later) return text.chooseForSome(n);
  if (asked.kind === 'unassign' || asked.kind === 'forget') return text.confirmYes[asked.kind](n);
  return erases ? text.confirmYes.erase(n) : text.run(n);
}

/** `Dell R640, serial 4F2K91`: what is read on the machine itself. */
function describe(machine: MachineView, text: Text['machines']): string {
  const serial = machine.serial === null ? machine.mac : text.serial(machine.serial);
  return [modelOf(machine) ?? titleOf(machine), serial].join(', ');
}
