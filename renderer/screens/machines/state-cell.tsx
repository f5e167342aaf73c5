/** A machine's state in two lines: the word with how far and how long, and what it is about. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Span } from '../../components/ago.tsx';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { figuresOf, progressOf, titleOf } from '../../state/machine-view.ts';
import { proposal } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import classes from './state-cell.module.css';

export function StateCell({ machine }: { machine: MachineView }) {
  const { machines: text } = useText();
  const progress = progressOf(machine);
  return (
    <div className={classes.cell}>
      <div className={classes.first}>
        <StateMark state={machine.shown} />
        {progress !== null && <b className={classes.percent}>{Math.round(progress * 100)} %</b>}
      </div>
      {progress !== null && machine.shown !== 'stuck' && (
        <Level share={progress} label={text.progressOf(titleOf(machine))} />
      )}
      <div className={classes.second}>
        <Second machine={machine} />
      </div>
    </div>
  );
}

function Second({ machine }: { machine: MachineView }) {
  const { machines: text, machine: words, deeds } = useText();
  if (machine.confirm)
    return (
      <button
        type="button"
        className={classes.confirm}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          proposal.set({ kind: 'confirm', macs: [machine.mac] });
        }}
      >
        {deeds.labels.confirm}
      </button>
    );
  const figures = figuresOf(machine, { ...text, stages: words.stages });
  if (figures.length > 0) return <span title={figures.join(' · ')}>{figures.join(' · ')}</span>;
  return <Span since={machine.since} />;
}
