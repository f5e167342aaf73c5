/** A medium on its way to the shelf: there from the moment it was dropped. */
import { CloseButton } from '@mantine/core';
import { IconDisc } from '@tabler/icons-react';
import { Clock } from '../../components/ago.tsx';
import { formatBytes } from '../../components/format.ts';
import { Level } from '../../components/level.tsx';
import { TroubleCard } from '../../components/problem-card.tsx';
import { dismissJob, type ImportJob } from '../../state/imports.ts';
import { useText } from '../../text/text.ts';
import classes from './import-entry.module.css';

export function ImportEntry({ job }: { job: ImportJob }) {
  const { shelf, trouble } = useText();
  const failed = job.state === 'failed';
  const drop = job.cancel ?? (failed ? () => dismissJob(job.id) : null);
  return (
    <article className={classes.entry} data-state={job.state} aria-busy={!failed}>
      <div className={classes.head}>
        <IconDisc size={20} stroke={1.5} className={classes.icon ?? ''} aria-hidden="true" />
        <div className={classes.words}>
          <p className={classes.name}>{job.name}</p>
          <p className={classes.state}>
            <JobState job={job} />
          </p>
        </div>
        {drop !== null && (
          <CloseButton
            size="sm"
            aria-label={failed ? `${trouble.dismiss}: ${job.name}` : shelf.cancelUpload(job.name)}
            onClick={drop}
          />
        )}
      </div>
      {job.state === 'sending' && job.size !== null && (
        <Level share={job.sent / Math.max(1, job.size)} label={job.name} />
      )}
      {job.trouble !== null && <TroubleCard trouble={job.trouble} />}
    </article>
  );
}

function JobState({ job }: { job: ImportJob }) {
  const { shelf } = useText();
  if (job.state === 'failed') return shelf.failed;
  if (job.state === 'queued') return shelf.queued;
  if (job.state === 'reading')
    return (
      <>
        {shelf.reading} <Clock since={job.startedAt} />
      </>
    );
  const all = job.size ?? 0;
  const percent = Math.floor((job.sent / Math.max(1, all)) * 100);
  return shelf.sending(formatBytes(job.sent), formatBytes(all), percent);
}
