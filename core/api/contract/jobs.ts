/** Jobs, their sheets and reports, and what one machine's trouble is shown to others with. */
import { z } from 'zod';
import { REPORT_LANGUAGES } from '../../jobs/report-words.ts';
import { id, milliseconds, nameText, ofMachine, problemSchema, type Route } from './common.ts';

/** Formats of a hand-over report; `labels` is a page with QR codes. */
export const REPORT_FORMATS = ['html', 'csv', 'xlsx', 'json', 'labels'] as const;

/** Formats that job sheets are read in, and given in to be filled in. */
export const SHEET_FORMATS = ['csv', 'xlsx'] as const;

const words = nameText.max(120);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-27');

export const jobSchema = z.object({
  id: z.string(),
  customer: z.string(),
  site: z.string(),
  date: z.string().describe('2026-11-27'),
  technician: z.string(),
  names: z.array(z.string()).describe('names that machines get in the order they are switched on'),
  createdAt: milliseconds,
  closedAt: milliseconds.nullable().describe('null: open'),
  current: z.boolean().describe('what is seen now belongs to it'),
});

export const sheetRowSchema = z.object({
  line: z.number().int().describe('of the sheet, from 1'),
  mac: z.string().nullable().describe('null: it will be known by its serial when it comes'),
  serial: z.string().nullable(),
  name: z.string().nullable(),
  address: z.string().nullable(),
  profile: z.string().nullable().describe('id, or what stands there when there is none'),
  note: z.string().nullable(),
  variables: z.record(z.string(), z.string()),
  changes: z.array(z.string()).describe('what is not so already'),
  conflicts: z.array(problemSchema).describe('what keeps the row from being applied'),
});

export const waitingRowSchema = z.object({
  serial: z.string(),
  name: z.string().nullable(),
  address: z.string().nullable(),
  profile: z.string().nullable().describe('id'),
  note: z.string().nullable(),
  confirmed: z
    .boolean()
    .describe('its disks may be erased when it comes, if the policy takes that of a sheet'),
});

export const sheetSchema = z.object({
  rows: z.array(sheetRowSchema),
  problems: z.array(problemSchema).describe('what is wrong with the whole sheet'),
});

/** A file as text or base64: the same call serves window and command line. */
export const fileSchema = z.object({
  name: z.string(),
  type: z.string(),
  encoding: z.enum(['utf-8', 'base64']),
  content: z.string(),
});

export const sumSchema = z.object({
  image: z.string(),
  sha256: z.string().nullable().describe('null: not known yet'),
  making: z
    .object({ done: z.number().int(), bytes: z.number().int() })
    .nullable()
    .describe('bytes read so far, of all; null: nothing is made'),
});

export const budgetSchema = z.object({
  machines: z.number().int(),
  known: z.boolean().describe('false: nothing was learned for this profile yet, there is no estimate'),
  linkMbps: z.number().nullable(),
  bytes: z.number().nullable().describe('that one machine fetches'),
  together: z.number().nullable().describe('milliseconds for all at once'),
  batch: z.number().nullable().describe('machines at a time that keep the link busy and no longer'),
  inBatches: z.number().nullable().describe('milliseconds in batches of that size'),
});

export type JobView = z.infer<typeof jobSchema>;
export type SheetView = z.infer<typeof sheetSchema>;
export type FileView = z.infer<typeof fileSchema>;
export type SumView = z.infer<typeof sumSchema>;
export type WaitingRowView = z.infer<typeof waitingRowSchema>;
export type BudgetView = z.infer<typeof budgetSchema>;

/** A sheet of 8 MiB in base64, and some more: one that is a little too large is told so by name. Bytes. */
const MOST_BODY = 16 << 20;

const sheetBody = z.object({
  name: z.string().max(300),
  content: z.base64().max(MOST_BODY).describe('the file, CSV or XLSX, in base64; up to 8 MiB'),
});

export const JOB_ROUTES = {
  jobs: { method: 'GET', path: '/jobs', summary: 'Jobs, latest first', response: z.array(jobSchema) },
  createJob: {
    method: 'POST',
    path: '/jobs',
    summary: 'Begin a job; what is seen from now on belongs to it',
    body: z.object({
      customer: words.default(''),
      site: words.default(''),
      technician: words.default(''),
      date: day.optional(),
    }),
    response: jobSchema,
  },
  changeJob: {
    method: 'PATCH',
    path: '/jobs/:id',
    summary: 'Change a job; names are those that machines get in the order they are switched on',
    params: id,
    body: z.object({
      customer: words.optional(),
      site: words.optional(),
      technician: words.optional(),
      date: day.optional(),
      names: z.string().max(20_000).optional().describe('node-{01..40}, or names with commas'),
    }),
    response: jobSchema,
  },
  chooseJob: {
    method: 'POST',
    path: '/jobs/:id/current',
    summary: 'What is seen from now on belongs to this job',
    params: id,
    response: jobSchema,
  },
  closeJob: {
    method: 'POST',
    path: '/jobs/:id/closing',
    summary: 'Close a job: its machines are archived with it, its report stays',
    params: id,
    body: z.object({ insist: z.boolean().default(false).describe('although machines are being installed') }),
    response: jobSchema,
  },
  reopenJob: {
    method: 'DELETE',
    path: '/jobs/:id/closing',
    summary: 'Open a closed job again, with its machines as they were',
    params: id,
    response: jobSchema,
  },
  report: {
    method: 'GET',
    path: '/jobs/:id/report',
    summary: 'The hand-over report of a job, or its label sheet',
    params: id,
    query: z.object({
      format: z.enum(REPORT_FORMATS).default('html'),
      language: z.enum(REPORT_LANGUAGES).default('en').describe('of what stands on it'),
      sums: z
        .enum(['wait', 'known'])
        .default('wait')
        .describe('wait: sums of media that are not known are made first; known: they are left out'),
    }),
    response: fileSchema,
  },
  reportSums: {
    method: 'GET',
    path: '/jobs/:id/sums',
    summary: 'Media of a job whose SHA-256 its report says, and how far those are',
    params: id,
    response: z.array(sumSchema),
  },
  makeReportSums: {
    method: 'POST',
    path: '/jobs/:id/sums',
    summary: 'Begin to make the sums that are not known yet',
    params: id,
    response: z.array(sumSchema),
  },
  cancelReportSums: {
    method: 'DELETE',
    path: '/jobs/:id/sums',
    summary: 'End what is being made; a report that waits for it goes on without',
    params: id,
    response: z.array(sumSchema),
  },
  sheetTemplate: {
    method: 'GET',
    path: '/sheet/template',
    summary: 'A job sheet to fill in, with the machines there are',
    query: z.object({ format: z.enum(SHEET_FORMATS).default('xlsx') }),
    response: fileSchema,
  },
  previewSheet: {
    method: 'POST',
    path: '/sheet/preview',
    summary: 'What a job sheet would do, and what stands in its way',
    body: sheetBody,
    bodyBytes: MOST_BODY,
    response: sheetSchema,
  },
  applySheet: {
    method: 'POST',
    path: '/sheet',
    summary: 'Do what a job sheet says, rows with conflicts left out; can be taken back',
    body: sheetBody.extend({ confirmed: z.boolean().optional().describe('disks may be erased') }),
    bodyBytes: MOST_BODY,
    response: sheetSchema,
  },
  waitingRows: {
    method: 'GET',
    path: '/sheet/waiting',
    summary: 'Rows of job sheets that wait for machines with their serials',
    response: z.array(waitingRowSchema),
  },
  dropWaitingRows: {
    method: 'DELETE',
    path: '/sheet/waiting',
    summary: 'Wait no more for the machine with this serial, or for any; those that still wait',
    query: z.object({ serial: z.string().optional() }),
    response: z.array(waitingRowSchema),
  },
  budget: {
    method: 'GET',
    path: '/budget',
    summary: 'How long so many machines take with a profile over the link that serves, and in which batches',
    query: z.object({
      profile: z.string(),
      machines: z.coerce.number().int().min(1).max(5000),
      linkMbps: z.coerce.number().positive().optional().describe('default: of the interface that serves'),
    }),
    response: budgetSchema,
  },
  bundle: {
    method: 'GET',
    path: '/machines/:mac/bundle',
    summary: 'All that is known of a machine as a ZIP archive, without secrets',
    params: ofMachine,
    response: fileSchema,
  },
  bundleText: {
    method: 'GET',
    path: '/machines/:mac/bundle-text',
    summary: 'The same as texts by file name',
    params: ofMachine,
    response: z.record(z.string(), z.string()),
  },
} as const satisfies Record<string, Route>;
