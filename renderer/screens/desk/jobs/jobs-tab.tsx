/** All jobs, and the one that is looked at: its form while it is open, its facts once it is closed. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { JobView } from '../../../../core/api/contract.ts';
import { lookedAt } from '../../../state/desk.ts';
import { titleOfJob, useJobs, useLookedAt } from '../../../state/jobs.ts';
import { useText } from '../../../text/text.ts';
import { JobMark } from './job-mark.tsx';
import { JobScreen } from './job-screen.tsx';
import classes from './jobs-tab.module.css';
import { NewJob } from './new-job.tsx';

export function JobsTab() {
  const { jobs: text } = useText().desk;
  const { data: jobs = [] } = useJobs();
  const shown = useLookedAt();
  const [beginning, setBeginning] = useState(false);
  const show = (id: string | null) => {
    setBeginning(false);
    lookedAt.set(id);
  };
  return (
    <div className={classes.jobs}>
      <nav className={classes.side} aria-label={text.list}>
        <Button
          size="sm"
          variant={beginning ? 'light' : 'default'}
          leftSection={<IconPlus size={16} />}
          onClick={() => setBeginning(true)}
        >
          {text.begin}
        </Button>
        <ul className={classes.list}>
          {jobs.map((job) => (
            <JobItem
              key={job.id}
              job={job}
              active={!beginning && job.id === shown?.id}
              open={() => show(job.id)}
            />
          ))}
        </ul>
      </nav>
      {beginning ? (
        <NewJob begun={() => show(null)} cancel={() => setBeginning(false)} />
      ) : (
        shown && <JobScreen key={shown.id} job={shown} />
      )}
    </div>
  );
}

function JobItem({ job, active, open }: { job: JobView; active: boolean; open: () => void }) {
  const { jobs: text } = useText().desk;
  return (
    <li>
      <button
        type="button"
        className={classes.item}
        data-active={active || undefined}
        aria-current={active || undefined}
        onClick={open}
      >
        <span className={classes.name}>{titleOfJob(job, text)}</span>
        <span className={classes.line}>
          <JobMark job={job} />
          <span className={classes.date}>{job.date}</span>
        </span>
      </button>
    </li>
  );
}
