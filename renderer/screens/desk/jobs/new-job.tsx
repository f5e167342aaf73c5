/** A job that is about to begin. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { freshDraft, titleOfJob, today, useChangeJob, useCreateJob, useJobs } from '../../../state/jobs.ts';
import { say } from '../../../state/notices.ts';
import { useText } from '../../../text/text.ts';
import { JobFields } from './job-fields.tsx';
import classes from './job-screen.module.css';

export function NewJob({ begun, cancel }: { begun: () => void; cancel: () => void }) {
  const { app, desk } = useText();
  const { jobs: text } = desk;
  const { data: jobs = [] } = useJobs();
  const [create, change] = [useCreateJob(), useChangeJob()];
  const [draft, setDraft] = useState(() => freshDraft(jobs[0], today(new Date())));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { names, ...words } = draft;
    create.mutate(words, {
      onSuccess: (job) => {
        begun();
        say(text.begun(titleOfJob(job, text)));
        if (names.trim() !== '') change.mutate({ id: job.id, names: names.trim() });
      },
    });
  };
  return (
    <form className={classes.screen} onSubmit={submit}>
      <h2 className={classes.title}>{text.beginTitle}</h2>
      <p className={classes.about}>{text.beginHint}</p>
      <JobFields draft={draft} autoFocus change={(part) => setDraft((now) => ({ ...now, ...part }))} />
      <div className={classes.buttons}>
        <Button type="submit" loading={create.isPending}>
          {text.beginNow}
        </Button>
        <Button variant="default" onClick={cancel}>
          {app.cancel}
        </Button>
      </div>
    </form>
  );
}
