/** Jobs as the window knows them: which is the current one, how it is called, what was changed in its form. */
import { useQuery } from '@tanstack/react-query';
import type { Input, JobView, MachineView } from '../../core/api/contract.ts';
import { type Text, useText } from '../text/text.ts';
import { useCall } from './actions.ts';
import { useCell } from './cell.ts';
import { lookedAt } from './desk.ts';
import { call } from './engine.ts';
import { isUnderWay } from './machine-view.ts';
import { say } from './notices.ts';
import { keyOf } from './queries.ts';
import { shortNames } from './rack-names.ts';

export const useJobs = () => useQuery({ queryKey: keyOf('jobs'), queryFn: () => call('jobs', {}) });

export const useCreateJob = () => useCall('createJob', ['jobs']);
export const useChangeJob = () => useCall('changeJob', ['jobs']);

export function useChooseJob() {
  const { jobs: text } = useText().desk;
  return useCall('chooseJob', ['jobs'], [], (job) => say(text.chosen(titleOfJob(job, text))));
}

export function useReopenJob() {
  const { jobs: text } = useText().desk;
  return useCall('reopenJob', ['jobs', 'machines'], [], (job) => say(text.reopened(titleOfJob(job, text))));
}

/** Closes a job; the notice has the way back. */
export function useCloseJob() {
  const { jobs: text } = useText().desk;
  const reopen = useReopenJob();
  return useCall('closeJob', ['jobs', 'machines'], [], (job) =>
    say(text.closed(titleOfJob(job, text)), {
      label: text.undo,
      run: () => reopen.mutate({ id: job.id }),
    }),
  );
}

/** The job that takes in what is seen now; undefined until the engine has told. */
export function useCurrentJob(): JobView | undefined {
  return useJobs().data?.find(({ current }) => current);
}

/** The job that the desk looks at: the one chosen there, else the current one. */
export function useLookedAt(): JobView | undefined {
  const { data = [] } = useJobs();
  const id = useCell(lookedAt);
  return data.find((job) => job.id === id) ?? data.find(({ current }) => current);
}

/** What people call it: `Acme · Rack 4`, or by its day when nobody has named it. */
export const titleOfJob = (
  { customer, site, date }: Pick<JobView, 'customer' | 'site' | 'date'>,
  { unnamed }: Pick<Text['desk']['jobs'], 'unnamed'>,
): string => [customer, site].filter((part) => part !== '').join(' · ') || unnamed(date);

/** Machines of a job that are being installed now: closing it would lose their reports. */
export const underWayOf = (job: string, machines: readonly MachineView[]): readonly MachineView[] =>
  machines.filter((machine) => machine.job === job && isUnderWay(machine));

/** What is written in a job's form. */
export interface JobDraft {
  readonly customer: string;
  readonly site: string;
  readonly technician: string;
  /** `2026-11-27`. */
  readonly date: string;
  /** Names in rack order, as they are written: `node-{01..40}`. */
  readonly names: string;
}

export const draftOf = ({ customer, site, technician, date, names }: JobView): JobDraft => ({
  customer,
  site,
  technician,
  date,
  names: shortNames(names),
});

/** A new job: today, by whom the last one was. */
export const freshDraft = (last: JobView | undefined, today: string): JobDraft => ({
  customer: last?.customer ?? '',
  site: '',
  technician: last?.technician ?? '',
  date: today,
  names: '',
});

/** Fields that are not as they were; null: none. */
export function changesOf(draft: JobDraft, job: JobView): Omit<Input<'changeJob'>, 'id'> | null {
  const before = draftOf(job);
  const fields = Object.keys(before) as (keyof JobDraft)[];
  const changed = fields.filter((field) => draft[field].trim() !== before[field]);
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((field) => [field, draft[field].trim()]));
}

/** The day of this laptop as `2026-11-27`. */
export function today(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
