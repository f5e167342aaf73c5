/** The one question before a disk is erased, naming what it is about. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Ask } from '../../components/ask.tsx';
import { useAssignment } from '../../state/assignment.ts';
import { isUnderWay, modelOf, titleOf } from '../../state/machine-view.ts';
import { useMachines } from '../../state/queries.ts';
import { cancelProposal, type Proposal } from '../../state/selection.ts';
import { useProfileNames } from '../../state/table.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './confirm-assign.module.css';

export function ConfirmAssign({ asked }: { asked: Proposal }) {
  const { machines: text, machine: words } = useText();
  const { confirm } = useAssignment();
  const { data: all = [] } = useMachines();
  const machines = all.filter(({ mac }) => asked.macs.includes(mac));
  const names = useProfileNames();
  const profile = asked.profile === null ? null : (names.get(asked.profile) ?? asked.profile);
  return (
    <Ask
      danger
      yes={profile === null ? words.unassign : text.install}
      onNo={cancelProposal}
      onYes={() => confirm(asked)}
    >
      <strong>{question(machines, profile, text)}</strong> {consequences(machines, profile, text)}
      {machines.length > 1 && <p className={classes.which}>{whichOnes(machines)}</p>}
    </Ask>
  );
}

function question(machines: readonly MachineView[], profile: string | null, text: Text['machines']): string {
  const [only, ...others] = machines;
  if (profile === null) return text.confirmNone(machines.length);
  if (only === undefined || others.length > 0) return text.confirmMany(profile, machines.length);
  return text.confirmOne(profile, describe(only, text));
}

/** `Dell R640, serial 4F2K91`: what is read on the machine itself. */
export function describe(machine: MachineView, text: Text['machines']): string {
  const serial = machine.serial === null ? machine.mac : text.serial(machine.serial);
  return [modelOf(machine) ?? titleOf(machine), serial].join(', ');
}

/** Serials, as on the stickers; many are cut short. */
function whichOnes(machines: readonly MachineView[]): string {
  const named = machines.slice(0, 12).map(({ serial, mac }) => serial ?? mac);
  return named.join(', ') + (machines.length > named.length ? ' …' : '');
}

function consequences(
  machines: readonly MachineView[],
  profile: string | null,
  text: Text['machines'],
): string {
  const busy = machines.filter(isUnderWay).length;
  const one = machines.length === 1;
  const erased = profile === null ? [] : [one ? text.erases : text.erasesMany];
  const broken = busy === 0 ? [] : [one ? text.interrupts : text.interruptsMany(busy)];
  return [...erased, ...broken].join(' ');
}
