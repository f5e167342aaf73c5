/** What was last heard of a machine: its installer's own line, or the last that happened; and when. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Ago } from '../../components/ago.tsx';
import { isUnderWay } from '../../state/machine-view.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './last-cell.module.css';

export function LastCell({ machine }: { machine: MachineView }) {
  const text = useText();
  const said = lastOf(machine, text);
  return (
    <div className={classes.cell}>
      <span className={classes.said} title={said}>
        {said}
      </span>
      <span className={classes.when}>
        <Ago at={machine.lastSeen} />
      </span>
    </div>
  );
}

/** While its installer runs, what that writes is the freshest there is. */
export function lastOf(machine: MachineView, { events, machine: words }: Text): string {
  const { lastLine, lastEvent } = machine;
  if (lastLine !== null && isUnderWay(machine)) return lastLine;
  if (lastEvent === null) return '';
  const { stage } = lastEvent.detail;
  const named = typeof stage === 'string' ? { stage: words.stages[stage] ?? stage } : {};
  return events[lastEvent.kind]({ ...lastEvent.detail, ...named });
}
