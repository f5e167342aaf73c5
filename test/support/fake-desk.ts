/** The pretended engine's desk: jobs, sheets, rules, reports, and what it answers about them. */
import type { Changed, Input, JobView, RouteName } from '../../core/api/contract.ts';
import { FieldbootError } from '../../core/errors.ts';
import { rackNames } from '../../core/jobs/rack-names.ts';
import type { FakeState } from './fake-scenarios.ts';

type Tell = (what: Changed['what']) => void;

export const ACME = 'acme-rack-4-2026-11-27';

export const fakeJob = (more: Partial<JobView> = {}): JobView => ({
  id: '2026-11-27',
  customer: '',
  site: '',
  date: '2026-11-27',
  technician: '',
  names: [],
  createdAt: Date.UTC(2026, 10, 27, 8),
  closedAt: null,
  current: true,
  ...more,
});

/** One being worked on, one that waits, two that are done. */
export function busyJobs(now: number): JobView[] {
  const day = 86_400_000;
  const done = (id: string, customer: string, site: string, ago: number) =>
    fakeJob({
      id,
      customer,
      site,
      technician: 'Ada Moreau',
      date: new Date(now - ago * day).toISOString().slice(0, 10),
      createdAt: now - ago * day,
      closedAt: now - (ago - 0.3) * day,
      current: false,
    });
  return [
    fakeJob({
      id: ACME,
      customer: 'Acme Logistics',
      site: 'Rack 4',
      technician: 'Ada Moreau',
      names: rackNames('node-{25..40}'),
      createdAt: now - day / 8,
    }),
    fakeJob({
      id: 'acme-rack-5',
      customer: 'Acme Logistics',
      site: 'Rack 5',
      current: false,
      createdAt: now - day / 6,
    }),
    done('north-clinic', 'North Clinic', 'Ward 2, thin clients', 8),
    done('library', 'City library', '', 31),
  ];
}

/** The answer to a call about the desk; undefined: it is about something else. */
export function answerAtDesk(
  name: RouteName,
  input: Record<string, unknown>,
  state: FakeState,
  tell: Tell,
): unknown {
  switch (name) {
    case 'jobs':
      return state.jobs;
    case 'createJob':
      return createJob(state, input as Input<'createJob'>, tell);
    case 'changeJob': {
      const { id, names, ...words } = input as Input<'changeJob'>;
      return changeJob(
        state,
        id,
        { ...(words as Partial<JobView>), ...(names === undefined ? {} : { names: rackNames(names) }) },
        tell,
      );
    }
    case 'chooseJob':
      state.jobs = state.jobs.map((job) => ({ ...job, current: false }));
      return changeJob(state, String(input.id), { current: true }, tell);
    case 'closeJob':
      return closeJob(state, input as Input<'closeJob'>, tell);
    case 'reopenJob':
      return changeJob(state, String(input.id), { closedAt: null }, tell);
    default:
      return undefined;
  }
}

function createJob(state: FakeState, draft: Input<'createJob'>, tell: Tell): JobView {
  const id = `${draft.customer || 'job'}-${state.jobs.length}`.toLowerCase().replaceAll(' ', '-');
  const job = fakeJob({ ...(draft as Partial<JobView>), id, createdAt: Date.now() });
  state.jobs = [job, ...state.jobs.map((one) => ({ ...one, current: false }))];
  tell('jobs');
  return job;
}

function changeJob(state: FakeState, id: string, change: Partial<JobView>, tell: Tell): JobView {
  const found = state.jobs.find((job) => job.id === id);
  if (found === undefined) throw new FieldbootError('NOT_FOUND', { what: 'job', id });
  const next = { ...found, ...change };
  state.jobs = state.jobs.map((job) => (job === found ? next : job));
  tell('jobs');
  return next;
}

/** As the real one: refused while machines are being installed, and a new one without a name takes its place. */
function closeJob(state: FakeState, { id, insist }: Input<'closeJob'>, tell: Tell): JobView {
  const busy = state.machines.filter((one) => one.job === id && one.state === 'installing').length;
  if (busy > 0 && insist !== true) throw new FieldbootError('JOB_UNDER_WAY', { count: busy });
  const closed = changeJob(state, id, { closedAt: Date.now(), current: false, names: [] }, tell);
  state.machines = state.machines.filter((machine) => machine.job !== id);
  if (!state.jobs.some(({ current }) => current)) state.jobs = [fakeJob(), ...state.jobs];
  tell('machines');
  return closed;
}
