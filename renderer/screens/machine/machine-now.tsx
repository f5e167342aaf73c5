/** The sentence of a machine's state, how far it is, and the next step as something to press. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Span } from '../../components/ago.tsx';
import { Ask } from '../../components/ask.tsx';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useReinstall } from '../../state/actions.ts';
import { useCellPart } from '../../state/cell.ts';
import { isUnderWay, progressOf, shownState } from '../../state/machine-view.ts';
import { say } from '../../state/notices.ts';
import { proposal } from '../../state/selection.ts';
import { useProfileNames } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { ConfirmAssign, describe } from '../machines/confirm-assign.tsx';
import { ProfilePicker } from '../machines/profile-picker.tsx';
import classes from './machine-now.module.css';

export function MachineNow({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const state = shownState(machine);
  const progress = progressOf(machine);
  return (
    <section className={classes.now} data-state={state}>
      <div className={classes.state}>
        <StateMark state={state} />
        <span className={classes.since}>
          {progress !== null && <b>{Math.round(progress * 100)} % · </b>}
          <Span since={machine.since} />
        </span>
      </div>
      {progress !== null && <Level share={progress} label={text.title} />}
      <p>
        {text.sentences[state]} {machine.problem !== null && <strong>{machine.problem}</strong>}
      </p>
      <p className={classes.next}>
        <b>{text.nextStep}:</b> {text.nextSteps[state]}
      </p>
      <ProfileChoice machine={machine} />
      {machine.profile !== null && !isUnderWay(machine) && <Reinstall machine={machine} />}
    </section>
  );
}

function ProfileChoice({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const names = useProfileNames();
  const asked = useCellPart(proposal, (now) =>
    now?.place === 'panel' && now.macs[0] === machine.mac ? now : null,
  );
  return (
    <>
      <div className={classes.choice}>
        <span>{text.profile}</span>
        <ProfilePicker
          machine={machine}
          profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
          place="panel"
        />
      </div>
      {asked !== null && <ConfirmAssign asked={asked} />}
    </>
  );
}

/** Only where there is something to repeat: installed, local, failed. */
function Reinstall({ machine }: { machine: MachineView }) {
  const { machine: text, machines } = useText();
  const reinstall = useReinstall();
  const [asking, setAsking] = useState(false);
  if (!['installed', 'local', 'failed'].includes(machine.state)) return null;
  if (!asking)
    return (
      <div>
        <Button size="sm" variant="default" onClick={() => setAsking(true)}>
          {text.reinstall}
        </Button>
      </div>
    );
  const done = () => {
    setAsking(false);
    say(text.reinstallDone);
  };
  return (
    <Ask
      danger
      yes={text.reinstall}
      busy={reinstall.isPending}
      onNo={() => setAsking(false)}
      onYes={() => reinstall.mutate({ mac: machine.mac }, { onSuccess: done })}
    >
      <strong>{text.reinstallAsk(describe(machine, machines))}</strong> {machines.erases}
    </Ask>
  );
}
