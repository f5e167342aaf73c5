/** The one question before disks are erased or an installation is broken off: it names each machine, and each can be left out. */
import { Button, Checkbox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Dialog } from '../../components/dialog.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { isHarmless, useConfirm } from '../../state/assignment.ts';
import { useCell } from '../../state/cell.ts';
import { isUnderWay, modelOf, shownState, titleOf } from '../../state/machine-view.ts';
import { useMachines, useProfiles } from '../../state/queries.ts';
import { cancelProposal, type Proposal, proposal } from '../../state/selection.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './arm-dialog.module.css';

/** Watches for proposals, wherever they are made. */
export function ArmDialog() {
  const asked = useCell(proposal);
  const { data: all = [] } = useMachines();
  const confirm = useConfirm();
  const machines = asked === null ? [] : all.filter(({ mac }) => asked.macs.includes(mac));
  const done = asked !== null && (machines.length === 0 || isHarmless(asked, machines));
  useEffect(() => {
    if (!done || asked === null) return;
    if (machines.length === 0) cancelProposal();
    else confirm(asked, machines);
  });
  if (asked === null || done) return null;
  return <Arm key={asked.macs.join()} asked={asked} machines={machines} />;
}

function Arm({ asked, machines }: { asked: Proposal; machines: readonly MachineView[] }) {
  const { app, machines: text } = useText();
  const confirm = useConfirm();
  const { data: profiles = [] } = useProfiles();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const meant = machines.filter(({ mac }) => !left.has(mac));
  const known = asked.kind === 'assign' ? profiles.find(({ id }) => id === asked.profile) : undefined;
  const runs = known?.purpose === 'run';
  const words = { profile: known?.name ?? null, runs, text };
  const toggle = (mac: string) =>
    setLeft((now) => {
      const next = new Set(now);
      if (!next.delete(mac)) next.add(mac);
      return next;
    });
  return (
    <Dialog
      title={questionOf(asked, machines, words)}
      onClose={cancelProposal}
      foot={
        <>
          <Button variant="default" onClick={cancelProposal}>
            {app.cancel}
          </Button>
          <Button
            ref={first}
            color={runs ? 'blue' : 'red'}
            disabled={meant.length === 0}
            onClick={() => confirm(asked, meant)}
          >
            {(runs ? text.run : text.confirmYes[asked.kind])(meant.length)}
          </Button>
        </>
      }
    >
      <p className={classes.consequences} data-calm={(runs && !meant.some(isUnderWay)) || undefined}>
        {consequencesOf(asked, meant, words)}
      </p>
      <ul className={classes.list} aria-label={text.confirmList}>
        {machines.map((machine) => (
          <MachineLine
            key={machine.mac}
            machine={machine}
            only={machines.length === 1}
            meant={!left.has(machine.mac)}
            toggle={() => toggle(machine.mac)}
          />
        ))}
      </ul>
    </Dialog>
  );
}

interface MachineLineProps {
  readonly machine: MachineView;
  /** There is nothing to leave out. */
  readonly only: boolean;
  readonly meant: boolean;
  toggle(): void;
}

function MachineLine({ machine, only, meant, toggle }: MachineLineProps) {
  const { machines: text } = useText();
  const title = titleOf(machine);
  return (
    <li className={classes.machine} data-left-out={!meant || undefined}>
      {!only && <Checkbox aria-label={text.confirmThis(title)} checked={meant} onChange={toggle} />}
      <span className={classes.who}>
        <strong>{title}</strong>
        <span>{modelOf(machine) ?? text.noModel}</span>
      </span>
      <span className={classes.ids}>
        <span>{machine.serial ?? text.noSerial}</span>
        <span>{machine.mac}</span>
      </span>
      <StateMark state={shownState(machine)} />
    </li>
  );
}

interface Words {
  /** Name of the profile; null: none is meant. */
  readonly profile: string | null;
  /** It runs from the network and erases nothing. */
  readonly runs: boolean;
  readonly text: Text['machines'];
}

function questionOf(
  asked: Proposal,
  machines: readonly MachineView[],
  { profile, runs, text }: Words,
): string {
  const [only] = machines;
  const one = only !== undefined && machines.length === 1 ? describe(only, text) : null;
  if (asked.kind === 'unassign') return text.confirmNone(machines.length);
  if (asked.kind === 'reinstall')
    return one === null ? text.confirmAgainMany(machines.length) : text.confirmAgain(one);
  const name = profile ?? asked.profile;
  if (one === null) return (runs ? text.runMany : text.confirmMany)(name, machines.length);
  return (runs ? text.runOne : text.confirmOne)(name, one);
}

/** `Dell R640, serial 4F2K91`: what is read on the machine itself. */
function describe(machine: MachineView, text: Text['machines']): string {
  const serial = machine.serial === null ? machine.mac : text.serial(machine.serial);
  return [modelOf(machine) ?? titleOf(machine), serial].join(', ');
}

function consequencesOf(asked: Proposal, machines: readonly MachineView[], { runs, text }: Words): string {
  const busy = machines.filter(isUnderWay).length;
  const one = machines.length === 1;
  const erased = runs ? text.runs : one ? text.erases : text.erasesMany;
  const broken = busy === 0 ? [] : [one ? text.interrupts : text.interruptsMany(busy)];
  return [...(asked.kind === 'unassign' ? [] : [erased]), ...broken].join(' ');
}
