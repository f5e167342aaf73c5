/** Calls about jobs, sheets, reports, estimates and bundles -> the services that do it. */
import type { Job } from '../images/job.ts';
import { linkBudget } from '../jobs/link-budget.ts';
import type { PlannedRow } from '../jobs/plan-sheet.ts';
import type { JobSum, ReportFile } from '../service/hand-overs.ts';
import { sheetTemplate } from '../service/sheet-template.ts';
import type { Expected, SheetPreview } from '../service/sheets.ts';
import type {
  BudgetView,
  FileView,
  JobView,
  RouteName,
  SheetView,
  SumView,
  WaitingRowView,
} from './contract.ts';
import type { Engine } from './engine-port.ts';
import type { Handlers } from './handlers.ts';

type JobCalls = Pick<
  Handlers,
  Extract<
    RouteName,
    | 'jobs'
    | 'createJob'
    | 'changeJob'
    | 'chooseJob'
    | 'closeJob'
    | 'reopenJob'
    | 'report'
    | 'reportSums'
    | 'makeReportSums'
    | 'cancelReportSums'
    | 'sheetTemplate'
    | 'previewSheet'
    | 'applySheet'
    | 'waitingRows'
    | 'dropWaitingRows'
    | 'budget'
    | 'bundle'
    | 'bundleText'
  >
>;

export function jobHandlers(engine: Engine): JobCalls {
  const { jobs, machines, sheets, handOvers, bundles } = engine;
  const shown = (job: Job): JobView => {
    const current = job.closedAt === null && jobs.current().id === job.id;
    return { ...job, names: [...job.names], current };
  };
  return {
    jobs: () => {
      jobs.current();
      return jobs.list().map(shown);
    },
    createJob: (draft) => shown(jobs.create(draft)),
    changeJob: ({ id, ...change }) => shown(jobs.change(id, change)),
    chooseJob: ({ id }) => shown(jobs.choose(id)),
    closeJob: async ({ id, insist }) => shown(jobs.close(id, await handOvers.collect(id), machines, insist)),
    reopenJob: ({ id }) => shown(jobs.reopen(id, machines)),
    report: async ({ id, format, sums, language }) =>
      fileView(await handOvers.file(id, format, sums === 'wait', language)),
    reportSums: ({ id }) => handOvers.sums(id).map(sumView),
    makeReportSums: ({ id }) => handOvers.makeSums(id).map(sumView),
    cancelReportSums: ({ id }) => handOvers.cancelSums(id).map(sumView),
    sheetTemplate: async ({ format }) =>
      fileView(await sheetTemplate(engine.machines, engine.profiles, format)),
    previewSheet: async ({ name, content }) => sheetView(await sheets.preview(name, bytesOf(content))),
    applySheet: async ({ name, content, confirmed }) =>
      sheetView(await sheets.apply(name, bytesOf(content), confirmed)),
    waitingRows: () => sheets.waiting().flatMap(waitingRow),
    dropWaitingRows: ({ serial }) => {
      sheets.drop((row) => serial === undefined || row.serial?.toLowerCase() === serial.toLowerCase());
      return sheets.waiting().flatMap(waitingRow);
    },
    budget: (request) => budgetOf(engine, request),
    bundle: async ({ mac }) =>
      fileView({
        name: `fieldboot-${mac.replaceAll(':', '-')}.zip`,
        type: 'application/zip',
        content: await bundles.zip(mac),
      }),
    bundleText: ({ mac }) => bundles.files(mac),
  };
}

const sumView = ({ image, sha256, making }: JobSum): SumView => ({
  image,
  sha256,
  making: making && { ...making },
});

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** Texts as they are, all else in base64. */
function fileView({ name, type, content }: ReportFile): FileView {
  const isText = type.startsWith('text/') || type === 'application/json';
  const encoding = isText ? 'utf-8' : 'base64';
  return { name, type, encoding, content: Buffer.from(content).toString(encoding) };
}

const waitingRow = ({ serial, name, address, profile, note, confirmed }: Expected): WaitingRowView[] =>
  serial === null ? [] : [{ serial, name, address, profile, note, confirmed }];

function sheetView({ rows, problems }: SheetPreview): SheetView {
  return {
    rows: rows.map(rowView),
    problems: problems.map((one) => ({ ...one, params: { ...one.params } })),
  };
}

function rowView({ row, mac, profile, changes, conflicts }: PlannedRow): SheetView['rows'][number] {
  const { problems: _, ...said } = row;
  return {
    ...said,
    mac,
    profile: profile ?? said.profile,
    variables: { ...said.variables },
    changes: [...changes],
    conflicts: conflicts.map((one) => ({ ...one, params: { ...one.params } })),
  };
}

async function budgetOf(
  engine: Engine,
  { profile, machines, linkMbps }: { profile: string; machines: number; linkMbps?: number | undefined },
): Promise<BudgetView> {
  const expected = engine.learning.expected(engine.profiles.get(profile).id);
  const speed = linkMbps ?? (await servingSpeed(engine));
  if (expected === null || speed === null) {
    const nothing = { together: null, batch: null, inBatches: null };
    return { machines, known: false, linkMbps: speed, bytes: expected?.bytes ?? null, ...nothing };
  }
  const { bytes, took } = expected;
  return {
    machines,
    known: true,
    linkMbps: speed,
    bytes,
    ...linkBudget({ machines, bytes, took, linkMbps: speed }),
  };
}

async function servingSpeed(engine: Engine): Promise<number | null> {
  const { serving } = await engine.status();
  if (serving === null) return null;
  return (await engine.interfaces()).find(({ name }) => name === serving.interface)?.speedMbps ?? null;
}
