/** The sentence of a machine's state, how far it is, and the next step as something to press. */
import { Button } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { Span } from '../../components/ago.tsx';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { canReinstall } from '../../state/machine-deeds.ts';
import { progressOf } from '../../state/machine-view.ts';
import { openPicker, pickerKey, proposal } from '../../state/selection.ts';
import { useProfileNames } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { ProfilePicker } from '../machines/profile-picker.tsx';
import classes from './machine-now.module.css';

export function MachineNow({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const state = machine.shown;
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
      <NextStep machine={machine} />
      <ProfileChoice machine={machine} />
    </section>
  );
}

/** The next step as something to press, where it is the technician's. */
function NextStep({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const { mac } = machine;
  if (machine.profile === null)
    return (
      <Button size="sm" onClick={() => openPicker.set(pickerKey('panel', mac))}>
        {text.chooseProfile}
      </Button>
    );
  if (!canReinstall(machine)) return null;
  return (
    <Button
      size="sm"
      variant={machine.state === 'failed' ? 'filled' : 'default'}
      onClick={() => proposal.set({ kind: 'reinstall', macs: [mac] })}
    >
      {text.reinstall}
    </Button>
  );
}

function ProfileChoice({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const names = useProfileNames();
  return (
    <div className={classes.choice}>
      <span>{text.profile}</span>
      <ProfilePicker
        machine={machine}
        profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
        place="panel"
      />
    </div>
  );
}
