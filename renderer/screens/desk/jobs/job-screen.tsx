/** One job: where it stands, its words, and what can be done with it. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { JobView } from '../../../../core/api/contract.ts';
import { formatDate } from '../../../components/format.ts';
import { Facts } from '../../../components/side-panel.tsx';
import { useCell } from '../../../state/cell.ts';
import { openDesk } from '../../../state/desk.ts';
import {
  changesOf,
  draftOf,
  titleOfJob,
  useChangeJob,
  useChooseJob,
  useReopenJob,
} from '../../../state/jobs.ts';
import { say } from '../../../state/notices.ts';
import { language } from '../../../state/preferences.ts';
import { useText } from '../../../text/text.ts';
import { CloseJob } from './close-job.tsx';
import { JobFields } from './job-fields.tsx';
import { JobMachines } from './job-machines.tsx';
import { JobMark, stateOfJob } from './job-mark.tsx';
import classes from './job-screen.module.css';

export function JobScreen({ job }: { job: JobView }) {
  const { jobs: text } = useText().desk;
  const spoken = useCell(language);
  const state = stateOfJob(job);
  const { closedAt } = job;
  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <h2 className={classes.title}>{titleOfJob(job, text)}</h2>
        <p className={classes.about}>
          <JobMark job={job} />{' '}
          {state === 'closed' ? text.about.closed(formatDate(closedAt ?? 0, spoken)) : text.about[state]}
        </p>
      </header>
      {closedAt === null && <JobMachines job={job} />}
      {closedAt === null ? <JobForm job={job} /> : <JobFacts job={job} />}
      <JobDeeds job={job} />
    </div>
  );
}

function JobForm({ job }: { job: JobView }) {
  const { jobs: text } = useText().desk;
  const save = useChangeJob();
  const [draft, setDraft] = useState(() => draftOf(job));
  // Names are used up while machines come: those that were not touched follow.
  const [touched, setTouched] = useState(false);
  const shown = touched ? draft : { ...draft, names: draftOf(job).names };
  const changes = changesOf(shown, job);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changes === null) return;
    save.mutate(
      { id: job.id, ...changes },
      {
        onSuccess: (saved) => {
          setDraft(draftOf(saved));
          setTouched(false);
          say(text.saved);
        },
      },
    );
  };
  const [next] = job.names;
  return (
    <form className={classes.form} onSubmit={submit}>
      <JobFields
        draft={shown}
        namesNow={next === undefined ? undefined : text.namesLeft(next, job.names.length)}
        change={(part) => {
          if (part.names !== undefined) setTouched(true);
          setDraft({ ...shown, ...part });
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" disabled={changes === null} loading={save.isPending}>
          {text.save}
        </Button>
        {changes !== null && <span className={classes.unsaved}>{text.unsaved}</span>}
      </div>
    </form>
  );
}

function JobFacts({ job }: { job: JobView }) {
  const { jobs: text } = useText().desk;
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          { label: text.customer, value: job.customer },
          { label: text.site, value: job.site },
          { label: text.date, value: job.date },
          { label: text.technician, value: job.technician },
        ]}
      />
    </div>
  );
}

function JobDeeds({ job }: { job: JobView }) {
  const { jobs: text } = useText().desk;
  const [choose, reopen] = [useChooseJob(), useReopenJob()];
  const [closing, setClosing] = useState(false);
  const state = stateOfJob(job);
  if (closing && state !== 'closed') return <CloseJob job={job} done={() => setClosing(false)} />;
  return (
    <div className={classes.deeds}>
      {state === 'open' && (
        <Button loading={choose.isPending} onClick={() => choose.mutate({ id: job.id })}>
          {text.choose}
        </Button>
      )}
      <Button variant={state === 'closed' ? 'filled' : 'default'} onClick={() => openDesk('report', job.id)}>
        {text.report}
      </Button>
      {state === 'closed' ? (
        <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate({ id: job.id })}>
          {text.reopen}
        </Button>
      ) : (
        <Button variant="default" onClick={() => setClosing(true)}>
          {text.close}
        </Button>
      )}
    </div>
  );
}
