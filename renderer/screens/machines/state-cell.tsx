/** A machine's state in two lines: the word, and what it is about. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Span } from '../../components/ago.tsx';
import { formatBytes } from '../../components/format.ts';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { isUnderWay, progressOf, titleOf } from '../../state/machine-view.ts';
import { useText } from '../../text/text.ts';
import classes from './state-cell.module.css';

export function StateCell({ machine }: { machine: MachineView }) {
  const { machines: text } = useText();
  const progress = progressOf(machine);
  const state = machine.shown;
  return (
    <div className={classes.cell}>
      <div className={classes.first}>
        <StateMark state={state} />
        {progress !== null && <b className={classes.percent}>{Math.round(progress * 100)} %</b>}
      </div>
      {progress !== null && state !== 'stuck' && (
        <Level share={progress} label={text.progressOf(titleOf(machine))} />
      )}
      <div className={classes.second}>
        <Second machine={machine} />
      </div>
    </div>
  );
}

function Second({ machine }: { machine: MachineView }) {
  const { machine: words } = useText();
  if (machine.problem !== null) return <span title={machine.problem}>{machine.problem}</span>;
  if (!isUnderWay(machine)) return <Span since={machine.since} />;
  const stage = machine.stage === null ? '' : (words.stages[machine.stage] ?? machine.stage);
  return [stage, machine.bytes > 0 ? formatBytes(machine.bytes) : ''].filter(Boolean).join(' · ');
}
