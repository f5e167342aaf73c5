/** How the machines of a job stand: so many in each state. */
import type { JobView } from '../../../../core/api/contract.ts';
import { StateMark } from '../../../components/state-mark.tsx';
import { countStates, SHOWN_STATES } from '../../../state/machine-view.ts';
import { useMachines } from '../../../state/queries.ts';
import { useText } from '../../../text/text.ts';
import classes from './job-machines.module.css';

export function JobMachines({ job }: { job: JobView }) {
  const { jobs: text } = useText().desk;
  const { data = [] } = useMachines();
  const machines = data.filter((machine) => machine.job === job.id);
  const counts = countStates(machines);
  if (machines.length === 0) return job.current ? <p className={classes.none}>{text.noMachines}</p> : null;
  return (
    <div className={classes.machines}>
      <strong>{text.machines(machines.length)}</strong>
      {SHOWN_STATES.filter((state) => counts[state] > 0).map((state) => (
        <span key={state} className={classes.state}>
          <span className={classes.count}>{counts[state]}</span>
          <StateMark state={state} />
        </span>
      ))}
    </div>
  );
}
