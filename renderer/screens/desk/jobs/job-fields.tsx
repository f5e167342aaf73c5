/** The fields of a job. */
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { JobDraft } from '../../../state/jobs.ts';
import { useText } from '../../../text/text.ts';
import classes from './job-fields.module.css';

export interface JobFieldsProps {
  readonly draft: JobDraft;
  /** What is said below the names. */
  readonly namesNow?: ReactNode;
  /** The first field has the keyboard. */
  readonly autoFocus?: boolean;
  change(part: Partial<JobDraft>): void;
}

export function JobFields({ draft, namesNow, autoFocus = false, change }: JobFieldsProps) {
  const { jobs } = useText().desk;
  const field = (name: keyof JobDraft) => ({
    label: jobs[name],
    value: draft[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [name]: event.currentTarget.value }),
  });
  return (
    <div className={classes.fields}>
      <TextInput {...field('customer')} maxLength={120} autoFocus={autoFocus} />
      <TextInput {...field('site')} maxLength={120} placeholder={jobs.siteHint} />
      <TextInput {...field('date')} type="date" required withAsterisk={false} />
      <TextInput {...field('technician')} maxLength={120} autoComplete="name" />
      <TextInput
        {...field('names')}
        className={classes.wide ?? ''}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        maxLength={20_000}
        description={namesNow}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
      <p className={classes.hint}>{jobs.namesHint}</p>
    </div>
  );
}
