/** The one question before disks are erased or an installation is broken off: it names each machine, and each can be left out. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MachineView, PolicyView } from '../../../core/api/contract.ts';
import { Dialog } from '../../components/dialog.tsx';
import { erases as erasesAny, isHarmless, isOneByOne, useConfirm } from '../../state/assignment.ts';
import { useCell } from '../../state/cell.ts';
import { isUnderWay } from '../../state/machine-view.ts';
import { useMachines, usePolicy, useProfiles } from '../../state/queries.ts';
import { cancelProposal, type Proposal, proposal } from '../../state/selection.ts';
import { useProfileNames } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './arm-dialog.module.css';
import { ArmMachine } from './arm-machine.tsx';
import { ArmWarnings } from './arm-warnings.tsx';
import { consequencesOf, questionOf, yesOf } from './arm-words.ts';

/** Watches for proposals, wherever they are made. */
export function ArmDialog() {
  const asked = useCell(proposal);
  const { data: all = [] } = useMachines();
  const { data: profiles } = useProfiles();
  // Read beforehand: the question must not change under the hand of who answers it.
  const { data: policy } = usePolicy();
  const confirm = useConfirm();
  const machines = asked === null ? [] : all.filter(({ mac }) => asked.macs.includes(mac));
  const harmless = asked !== null && profiles !== undefined && isHarmless(asked, machines, profiles);
  const done = asked !== null && (machines.length === 0 || harmless);
  useEffect(() => {
    if (!done || asked === null) return;
    if (machines.length === 0) cancelProposal();
    else confirm(asked, machines, false);
  });
  if (asked === null || done || policy === undefined) return null;
  return <Arm key={asked.macs.join()} asked={asked} machines={machines} policy={policy} />;
}

interface ArmProps {
  readonly asked: Proposal;
  readonly machines: readonly MachineView[];
  readonly policy: PolicyView;
}

function Arm({ asked, machines, policy }: ArmProps) {
  const { app, machines: text } = useText();
  const confirm = useConfirm();
  const { data: profiles = [] } = useProfiles();
  const names = useProfileNames();
  const oneByOne = isOneByOne(policy, machines);
  // Where each machine must be looked at, none is meant before it was ticked.
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const ticked = oneByOne && asked.kind === 'confirm';
  const isMeant = ({ mac }: MachineView) => touched.has(mac) === ticked;
  const meant = machines.filter(isMeant);
  const erases = erasesAny(asked, machines, profiles);
  const later = erases && oneByOne && asked.kind !== 'confirm';
  const profile = asked.kind === 'assign' ? (names.get(asked.profile) ?? null) : null;
  const words = { asked, profile, erases, later, text };
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <Dialog
      title={questionOf({ ...words, machines })}
      onClose={cancelProposal}
      foot={
        <>
          <Button variant="default" onClick={cancelProposal}>
            {app.cancel}
          </Button>
          <Button
            ref={first}
            color={erases && !later ? 'red' : 'blue'}
            disabled={meant.length === 0}
            onClick={() => confirm(asked, meant, erases && !later)}
          >
            {yesOf({ ...words, machines: meant })}
          </Button>
        </>
      }
    >
      <p
        className={classes.consequences}
        data-calm={((!erases || later) && !meant.some(isUnderWay)) || undefined}
      >
        {consequencesOf({ ...words, machines: meant })}
      </p>
      {ticked && <p>{text.tickEach}</p>}
      {erases && <ArmWarnings asked={asked} machines={machines} />}
      <ul className={classes.list} aria-label={text.confirmList}>
        {machines.map((machine) => (
          <ArmMachine
            key={machine.mac}
            machine={machine}
            only={machines.length === 1}
            meant={isMeant(machine)}
            leftOut={!ticked && !isMeant(machine)}
            disks={erases}
            toggle={() => setTouched((now) => toggled(now, machine.mac))}
          />
        ))}
      </ul>
    </Dialog>
  );
}

function toggled(macs: ReadonlySet<string>, mac: string): ReadonlySet<string> {
  const next = new Set(macs);
  if (!next.delete(mac)) next.add(mac);
  return next;
}
