/** `job …`, `sheet`, `waiting`, `rack`, `report`, `estimate`, `bundle`: the paper side of a site. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { FileView, JobView, SheetView } from '../../api/contract.ts';
import { REPORT_FORMATS, REPORT_LANGUAGES, SHEET_FORMATS } from '../../api/contract.ts';
import { FieldbootError } from '../../errors.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import type { Connection } from '../connect.ts';
import { table } from '../output.ts';

interface JobOptions extends CommonOptions {
  customer?: string;
  site?: string;
  technician?: string;
  date?: string;
}

export function jobCommands(): Command[] {
  return [
    new Command('job')
      .description('begin, change and close jobs')
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .addCommand(jobWords('begin', 'begin a job; what is seen from now on belongs to it', false))
      .addCommand(jobWords('change', 'change the current job', true))
      .addCommand(listCommand())
      .addCommand(closeCommand())
      .addCommand(reopenCommand()),
    command(
      'rack',
      'names for machines in the order they are switched on: node-{01..40}; none takes them back',
    )
      .argument('<names...>')
      .action((names: string[], options: CommonOptions) =>
        withEngine(
          options,
          async ({ call }) => {
            const { id } = await current(call);
            return call('changeJob', { id, names: names[0] === 'none' ? '' : names.join(',') });
          },
          ({ names: left }) =>
            left.length === 0 ? 'no names' : `the next is ${left[0]}, the last ${left.at(-1)}`,
        ),
      ),
    command(
      'sheet',
      'do what a job sheet says (CSV or XLSX: serial or MAC, name, address, profile, variables)',
    )
      .argument('<file>')
      .option('--preview', 'only say what it would do')
      .option('--confirmed', 'disks may be erased')
      .action(
        (
          file: string,
          { preview, confirmed, ...options }: CommonOptions & { preview?: boolean; confirmed?: boolean },
        ) => {
          const body = { name: basename(file), content: readBase64(file) };
          return withEngine(
            options,
            ({ call }) =>
              preview
                ? call('previewSheet', body)
                : call('applySheet', { ...body, ...(confirmed ? { confirmed } : {}) }),
            showSheet,
          );
        },
      ),
    command('sheet-template', 'a job sheet to fill in, with the machines there are')
      .option('--format <name>', SHEET_FORMATS.join(', '), 'xlsx')
      .option('--to <file>', 'default: job-sheet.xlsx or job-sheet.csv')
      .action(({ format, to, ...options }: CommonOptions & { format: string; to?: string }) =>
        withEngine(
          options,
          async ({ call }) =>
            save(await call('sheetTemplate', { format: oneOf(SHEET_FORMATS, format, 'format') }), to),
          ({ path }) => path,
        ),
      ),
    command('waiting', 'rows of job sheets that wait for machines with their serials')
      .option('--drop [serial]', 'wait no more for this machine, or for any')
      .action(({ drop, ...options }: CommonOptions & { drop?: string | true }) =>
        withEngine(
          options,
          ({ call }) =>
            drop === undefined
              ? call('waitingRows', {})
              : call('dropWaitingRows', drop === true ? {} : { serial: drop }),
          (rows) =>
            table(
              ['SERIAL', 'NAME', 'ADDRESS', 'PROFILE', 'MAY ERASE'],
              rows.map((row) => [
                row.serial,
                row.name,
                row.address,
                row.profile,
                row.confirmed ? 'yes' : 'when confirmed',
              ]),
              'no row waits for its machine',
            ),
        ),
      ),
    command('report', 'the hand-over report of a job, or its label sheet')
      .argument('[job]', 'default: the current one')
      .option('--format <name>', REPORT_FORMATS.join(', '), 'html')
      .option('--language <tag>', REPORT_LANGUAGES.join(', '), 'en')
      .option('--to <file>', 'default: named after the job')
      .action(
        (
          job: string | undefined,
          {
            format,
            language,
            to,
            ...options
          }: CommonOptions & { format: string; language: string; to?: string },
        ) =>
          withEngine(
            options,
            async ({ call }) => {
              const id = job ?? (await current(call)).id;
              const asked = {
                id,
                format: oneOf(REPORT_FORMATS, format, 'format'),
                language: oneOf(REPORT_LANGUAGES, language, 'language'),
              };
              await sumsMade(call, id);
              return save(await call('report', { ...asked, sums: 'known' }), to);
            },
            ({ path }) => path,
          ),
      ),
    command('estimate', 'how long so many machines take with a profile, and in which batches')
      .argument('<profile>')
      .argument('<machines>')
      .option('--link <mbps>', 'speed of the link; default: of the interface that serves')
      .action((profile: string, machines: string, { link, ...options }: CommonOptions & { link?: string }) =>
        withEngine(
          options,
          ({ call }) =>
            call('budget', {
              profile,
              machines: Number(machines),
              ...(link ? { linkMbps: Number(link) } : {}),
            }),
          ({ known, together, batch, inBatches }) =>
            known
              ? `together ${duration(together)}; in batches of ${batch}: ${duration(inBatches)}`
              : 'nobody knows yet: this profile was never installed to its end, or the link has no speed (--link)',
        ),
      ),
    command('bundle', 'all that is known of a machine, without secrets, as a ZIP archive')
      .argument('<mac>')
      .option('--to <file>')
      .action((mac: string, { to, ...options }: CommonOptions & { to?: string }) =>
        withEngine(
          options,
          async ({ call }) => save(await call('bundle', { mac }), to),
          ({ path }) => path,
        ),
      ),
  ];
}

function jobWords(name: 'begin' | 'change', summary: string, changes: boolean): Command {
  return command(name, summary)
    .option('--customer <name>')
    .option('--site <name>')
    .option('--technician <name>')
    .option('--date <day>', '2026-11-27')
    .action(({ customer, site, technician, date, ...options }: JobOptions) => {
      const given = Object.entries({ customer, site, technician, date }).filter(
        ([, value]) => value !== undefined,
      );
      const words = Object.fromEntries(given);
      return withEngine(
        options,
        async ({ call }) =>
          changes ? call('changeJob', { id: (await current(call)).id, ...words }) : call('createJob', words),
        showJob,
      );
    });
}

function listCommand(): Command {
  return command('list', 'jobs').action((options: CommonOptions) =>
    withEngine(
      options,
      ({ call }) => call('jobs', {}),
      (jobs) => jobs.map(showJob).join('\n'),
    ),
  );
}

function closeCommand(): Command {
  return command('close', 'archive a job with its machines and its report')
    .argument('[job]', 'default: the current one')
    .option('--insist', 'although machines are being installed')
    .action((job: string | undefined, { insist = false, ...options }: CommonOptions & { insist?: boolean }) =>
      withEngine(
        options,
        async ({ call }) => call('closeJob', { id: job ?? (await current(call)).id, insist }),
        showJob,
      ),
    );
}

function reopenCommand(): Command {
  return command('reopen', 'open a closed job again, with its machines as they were')
    .argument('<job>')
    .action((id: string, options: CommonOptions) =>
      withEngine(options, ({ call }) => call('reopenJob', { id }), showJob),
    );
}

/** One of the words there are. Throws BAD_REQUEST. */
function oneOf<T extends string>(all: readonly T[], word: string, what: string): T {
  const known = all.find((one) => one === word);
  if (known === undefined)
    throw new FieldbootError('BAD_REQUEST', { detail: `there is no ${what} "${word}"` });
  return known;
}

async function current(call: Connection['call']): Promise<JobView> {
  const job = (await call('jobs', {})).find((one) => one.current);
  if (job === undefined) throw new FieldbootError('NOT_FOUND', { what: 'job', id: 'current' });
  return job;
}

function readBase64(file: string): string {
  try {
    return readFileSync(file).toString('base64');
  } catch (cause) {
    throw new FieldbootError('FILE_UNREADABLE', { path: file, detail: (cause as Error).message }, { cause });
  }
}

function save({ name, encoding, content }: FileView, to = name): { path: string; bytes: number } {
  const bytes = Buffer.from(content, encoding);
  writeFileSync(to, bytes);
  return { path: to, bytes: bytes.length };
}

const duration = (milliseconds: number | null): string =>
  milliseconds === null ? '-' : `${Math.max(1, Math.round(milliseconds / 60_000))} min`;

const showJob = ({ id, customer, site, date, current: now, closedAt }: JobView): string =>
  [id, customer || '-', site || '-', date, closedAt !== null ? 'closed' : now ? 'current' : 'open'].join(
    '  ',
  );

function showSheet({ rows, problems }: SheetView): string {
  const listed = table(
    ['ROW', 'MAC', 'SERIAL', 'NAME', 'ADDRESS', 'PROFILE', 'CHANGES'],
    rows.map((one) => [
      one.line,
      one.mac ?? 'when it comes',
      one.serial,
      one.name,
      one.address,
      one.profile,
      one.conflicts.length > 0 ? 'left out' : one.changes.join(' ') || 'nothing',
    ]),
    'no rows',
  );
  const wrong = [...problems, ...rows.flatMap(({ conflicts }) => conflicts)];
  return [listed, ...wrong.map(({ sentence, advice }) => `${sentence} ${advice}`)].join('\n');
}

/** How often it is looked how far the sums are, milliseconds. */
const LOOK_EVERY = 500;

/** Sums of media take seconds for each gigabyte: how far they are is said meanwhile, and an interrupt ends them. */
async function sumsMade(call: Connection['call'], id: string): Promise<void> {
  const cancel = () => void call('cancelReportSums', { id });
  process.once('SIGINT', cancel);
  try {
    for (let sums = await call('makeReportSums', { id }); ; sums = await call('reportSums', { id })) {
      const open = sums.filter(({ making }) => making !== null);
      if (open.length === 0) return;
      for (const { image, making } of open)
        process.stderr.write(`${image}: SHA-256 ${percent(making?.done ?? 0, making?.bytes ?? 1)}\n`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  } finally {
    process.off('SIGINT', cancel);
  }
}

const percent = (done: number, bytes: number): string => `${Math.floor((100 * done) / Math.max(1, bytes))} %`;
