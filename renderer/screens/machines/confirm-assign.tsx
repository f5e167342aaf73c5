/** The one question before a disk is erased or a machine starts something else, naming what it is about. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Ask } from '../../components/ask.tsx';
import { useAssignment } from '../../state/assignment.ts';
import { isUnderWay, modelOf, titleOf } from '../../state/machine-view.ts';
import { useMachines, useProfiles } from '../../state/queries.ts';
import { cancelProposal, type Proposal } from '../../state/selection.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './confirm-assign.module.css';

export function ConfirmAssign({ asked }: { asked: Proposal }) {
  const { machines: text, machine: words } = useText();
  const { confirm } = useAssignment();
  const { data: all = [] } = useMachines();
  const machines = all.filter(({ mac }) => asked.macs.includes(mac));
  const { data: profiles = [] } = useProfiles();
  const known = profiles.find(({ id }) => id === asked.profile);
  const profile = asked.profile === null ? null : (known?.name ?? asked.profile);
  const runs = known?.purpose === 'run';
  return (
    <Ask
      danger={!runs}
      yes={profile === null ? words.unassign : runs ? text.run : text.install}
      onNo={cancelProposal}
      onYes={() => confirm(asked)}
    >
      <strong>{question(machines, profile, runs, text)}</strong> {consequences(machines, profile, runs, text)}
      {machines.length > 1 && <p className={classes.which}>{whichOnes(machines)}</p>}
    </Ask>
  );
}

function question(
  machines: readonly MachineView[],
  profile: string | null,
  runs: boolean,
  text: Text['machines'],
): string {
  const [only, ...others] = machines;
  if (profile === null) return text.confirmNone(machines.length);
  if (only === undefined || others.length > 0)
    return (runs ? text.runMany : text.confirmMany)(profile, machines.length);
  return (runs ? text.runOne : text.confirmOne)(profile, describe(only, text));
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
  runs: boolean,
  text: Text['machines'],
): string {
  const busy = machines.filter(isUnderWay).length;
  const one = machines.length === 1;
  const erased = runs ? [text.runs] : [one ? text.erases : text.erasesMany];
  const broken = busy === 0 ? [] : [one ? text.interrupts : text.interruptsMany(busy)];
  return [...(profile === null ? [] : erased), ...broken].join(' ');
}
