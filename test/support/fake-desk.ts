/** The pretended engine's desk: jobs, sheets, rules, reports, and what it answers about them. */
import { encodeQR } from 'qr';
import type {
  BudgetView,
  Changed,
  FileView,
  Input,
  JobView,
  RouteName,
  RuleView,
  SheetView,
  TriedView,
} from '../../core/api/contract.ts';
import { FieldbootError, type Problem } from '../../core/errors.ts';
import { readTable } from '../../core/host/spreadsheets.ts';
import { inOrder, judge, type Rule } from '../../core/images/rules.ts';
import type { HandOverMachine, Result } from '../../core/jobs/hand-over.ts';
import { handOverPage, labelPage } from '../../core/jobs/hand-over-html.ts';
import { linkBudget } from '../../core/jobs/link-budget.ts';
import { planSheet } from '../../core/jobs/plan-sheet.ts';
import { rackNames } from '../../core/jobs/rack-names.ts';
import { readSheet } from '../../core/jobs/sheet.ts';
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
    case 'budget':
      return budgetOf(state, input as Input<'budget'>);
    case 'report':
      return reportOf(state, input as Input<'report'>);
    case 'reportSums':
    case 'makeReportSums':
      return state.sums;
    case 'cancelReportSums':
      state.sums = state.sums.map((sum) => ({ ...sum, making: null }));
      return state.sums;
    case 'rules':
      return inOrder(state.rules as Rule[]);
    case 'addRule':
      return addRule(state, input as Input<'addRule'>, tell);
    case 'removeRule':
      return removeRule(state, String(input.id), tell);
    case 'tryRule':
      return tried(state, (input as Input<'tryRule'>).selector);
    case 'sheetTemplate':
      return {
        name: `job-sheet.${input.format}`,
        type: 'text/csv',
        encoding: 'utf-8',
        content: 'MAC,Serial\r\n',
      };
    case 'waitingRows':
      return [];
    case 'previewSheet':
      return planOf(state, input as Input<'previewSheet'>);
    case 'applySheet':
      return applySheet(state, input as Input<'applySheet'>, tell);
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

/** Two of a kind, one for a single machine, and one whose profile is gone. */
export function busyRules(now: number): RuleView[] {
  const rule = (id: string, selector: RuleView['selector'], profile: string, armed = false): RuleView => ({
    id,
    selector,
    profile,
    armed,
    createdAt: now,
  });
  return [
    rule('rule-1', { manufacturer: 'Dell*', product: '*R640*' }, 'web-node'),
    rule('rule-2', { manufacturer: 'HPE' }, 'storage', true),
    rule('rule-3', { serial: '4F2K8S2' }, 'local-disk'),
    rule('rule-4', { from: 25, to: 30, arch: 'uefi-x64' }, 'old-node'),
  ];
}

function addRule(
  state: FakeState,
  { selector, profile, armed = false }: Input<'addRule'>,
  tell: Tell,
): RuleView {
  const rule = { id: `rule-${state.rules.length + 5}`, selector, profile, armed, createdAt: Date.now() };
  state.rules = [...state.rules, rule];
  tell('rules');
  return rule;
}

function removeRule(state: FakeState, id: string, tell: Tell): RuleView | undefined {
  const found = state.rules.find((rule) => rule.id === id);
  state.rules = state.rules.filter((rule) => rule !== found);
  tell('rules');
  return found;
}

function tried(state: FakeState, selector: RuleView['selector']): TriedView[] {
  const trial = { id: '', selector, profile: '', armed: false, createdAt: Date.now() };
  return state.machines.map((machine, index) => {
    const judged = judge([...state.rules, trial] as Rule[], { ...machine, order: index + 1 });
    const first = judged.find(({ misses }) => misses === null)?.rule;
    const misses = judged.find(({ rule }) => rule.id === '')?.misses ?? null;
    const before = misses === null && first !== undefined && first.id !== '' ? first.id : null;
    return { mac: machine.mac, misses, before, chosen: machine.state === 'installed' };
  });
}

/** Looked over as the engine does, by its own reader and plan. */
async function planOf(state: FakeState, { name, content }: Input<'previewSheet'>): Promise<SheetView> {
  const { rows, problems } = readSheet(await readTable(Buffer.from(content, 'base64'), name));
  const planned = planSheet(rows, {
    machines: state.machines.map((one) => ({ ...one, underWay: one.state === 'installing' })),
    profile: (text) => state.profiles.find((one) => one.id === text || one.name === text)?.id,
    setting: () => null,
  });
  const shown = (all: readonly Problem[]) => all.map((one) => ({ ...one, params: { ...one.params } }));
  return {
    rows: planned.map(({ row: { problems: _, ...said }, mac, profile, changes, conflicts }) => ({
      ...said,
      mac,
      profile: profile ?? said.profile,
      variables: { ...said.variables },
      changes: [...changes],
      conflicts: shown(conflicts),
    })),
    problems: shown(problems),
  };
}

async function applySheet(state: FakeState, input: Input<'applySheet'>, tell: Tell): Promise<SheetView> {
  const plan = await planOf(state, input);
  const done = plan.rows.filter(({ mac, conflicts }) => mac !== null && conflicts.length === 0);
  const before = state.machines.filter((one) => done.some(({ mac }) => mac === one.mac));
  for (const { mac, name, profile } of done)
    state.machines = state.machines.map((one) =>
      one.mac === mac ? { ...one, name: name ?? one.name, profile: profile ?? one.profile } : one,
    );
  const macs = done.flatMap(({ mac }) => mac ?? []);
  const view = { id: String(state.done.length + 1), at: Date.now(), kind: 'sheet', macs };
  state.done.unshift({ view, before });
  tell('machines');
  return plan;
}

/** As the engine writes it, of what is pretended. */
function reportOf(state: FakeState, { id, format = 'html', language = 'en' }: Input<'report'>): FileView {
  const job = state.jobs.find((one) => one.id === id);
  if (job === undefined) throw new FieldbootError('NOT_FOUND', { what: 'job', id });
  const results: Partial<Record<string, Result>> = {
    installed: 'installed',
    local: 'installed',
    failed: 'failed',
  };
  const machines = state.machines
    .filter((one) => one.job === id)
    .map((one, index): HandOverMachine => {
      const result = results[one.state] ?? (one.state === 'installing' ? 'running' : 'waiting');
      const finishedAt = result === 'installed' ? one.since + 1_260_000 : null;
      return {
        ...one,
        name: one.name ?? one.hostname,
        disks: ['sda Samsung MZ7LH480 480 GB'],
        image: one.profile === null ? null : 'Debian 13.7',
        imageSha256: one.profile === null ? null : 'c9f1'.repeat(16),
        answersSha256: index % 3 === 0 ? 'ab12'.repeat(16) : null,
        result,
        startedAt: one.profile === null ? null : one.since,
        finishedAt,
        stages: [],
      };
    });
  const report = { job, machines, madeAt: Date.now(), version: '0.1.0' };
  const content =
    format === 'labels'
      ? labelPage(report, (text) => encodeQR(text, 'svg', { ecc: 'medium' }), language)
      : handOverPage(report, language);
  return { name: `hand-over-${id}.html`, type: 'text/html', encoding: 'utf-8', content };
}

/** Only `web node` was installed to its end before. */
function budgetOf(state: FakeState, { profile, machines, linkMbps }: Input<'budget'>): BudgetView {
  const speed = linkMbps ?? (state.status.serving === null ? null : 1000);
  const load = { machines: Number(machines), bytes: 24_600_000_000, took: 21 * 60_000 };
  const known = profile === 'web-node';
  if (!known || speed === null) {
    const nothing = { together: null, batch: null, inBatches: null };
    return {
      machines: load.machines,
      known: false,
      linkMbps: speed === null ? null : Number(speed),
      bytes: known ? load.bytes : null,
      ...nothing,
    };
  }
  const linked = { ...load, linkMbps: Number(speed) };
  return { ...linked, known: true, ...linkBudget(linked) };
}
