/** Whether a job is the current one, open or closed: a shape and a word. */
import { IconArchive, IconCircle, IconPlayerPlayFilled } from '@tabler/icons-react';
import type { JobView } from '../../../../core/api/contract.ts';
import { useText } from '../../../text/text.ts';
import classes from './job-mark.module.css';

const ICONS = { current: IconPlayerPlayFilled, open: IconCircle, closed: IconArchive } as const;

export const stateOfJob = ({ current, closedAt }: JobView): keyof typeof ICONS =>
  closedAt !== null ? 'closed' : current ? 'current' : 'open';

export function JobMark({ job }: { job: JobView }) {
  const { jobs } = useText().desk;
  const state = stateOfJob(job);
  const Icon = ICONS[state];
  return (
    <span className={classes.mark} data-state={state}>
      <Icon size={12} aria-hidden="true" /> {jobs.states[state]}
    </span>
  );
}
