/** Hand-over reports: collected from what is stored, and written as page, table or labels. */
import { writeCsv, writeXlsx } from '../host/spreadsheets.ts';
import { knownVendor, loadVendors } from '../host/vendors.ts';
import { type HandOver, type HandOverMachine, handOverTable, type Result } from '../jobs/hand-over.ts';
import { handOverPage, labelPage } from '../jobs/hand-over-html.ts';
import { type ReportLanguage, wordsOf } from '../jobs/report-words.ts';
import type { BootEvent, EventKind } from '../progress/events.ts';
import type { Timeline } from '../progress/timeline.ts';
import type { Store } from '../store/store.ts';
import { VERSION } from '../version.ts';
import type { ImageSums, SumState } from './image-sums.ts';
import type { Jobs } from './jobs.ts';
import type { Machines } from './machines.ts';

export const REPORT_FORMATS = ['html', 'csv', 'xlsx', 'json', 'labels'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

export interface HandOversParts {
  readonly store: Store;
  readonly machines: Machines;
  readonly jobs: Jobs;
  readonly clock: () => number;
  readonly sums: Pick<ImageSums, 'of' | 'state' | 'cancel'>;
}

/** An image that machines of a job were installed from, and how far its sum is. */
export interface JobSum extends SumState {
  readonly image: string;
}

/** Events of a machine that are looked through for its stages. */
const MOST_EVENTS = 5000;
/** Steps of an installation, as the report names them. */
const STAGES: ReadonlySet<EventKind> = new Set([
  'script',
  'kernel',
  'initrd',
  'answers',
  'finished',
  'local-boot',
]);

export class HandOvers {
  readonly #parts: HandOversParts;

  constructor(parts: HandOversParts) {
    this.#parts = parts;
  }

  /**
   * The report of a job: as it was when it was closed, or as it is now. `wait`: sums of media that are not known are made
   * first, which takes seconds for each gigabyte; otherwise they are left out. Rejects with NOT_FOUND.
   */
  async of(id: string, wait = true): Promise<HandOver> {
    return this.#parts.jobs.archivedReport(id) ?? this.collect(id, wait);
  }

  /** Sums that the report of a job needs; none where it was archived with them. Throws NOT_FOUND. */
  sums(id: string): JobSum[] {
    const { jobs, sums } = this.#parts;
    jobs.get(id);
    return this.#imagesOf(id).map((image) => ({ image, ...sums.state(image) }));
  }

  /** Begins to make those that are not known; nobody waits. */
  makeSums(id: string): JobSum[] {
    for (const { image, sha256 } of this.sums(id)) if (sha256 === null) void this.#parts.sums.of(image);
    return this.sums(id);
  }

  /** Ends what is being made; a report that waits for it goes on without. */
  cancelSums(id: string): JobSum[] {
    for (const { image } of this.sums(id)) this.#parts.sums.cancel(image);
    return this.sums(id);
  }

  #imagesOf(id: string): string[] {
    const { jobs, machines, store } = this.#parts;
    const profiles = new Set(jobs.macsOf(id).flatMap((mac) => machines.assignment(mac)?.profile ?? []));
    const images = [...profiles].flatMap((profile) => store.profiles.get(profile)?.image ?? []);
    return [...new Set(images)].filter((image) => store.images.get(image)?.folder === undefined);
  }

  /** The report as it is now. */
  async collect(id: string, wait = true): Promise<HandOver> {
    const { jobs, clock } = this.#parts;
    const { customer, site, date, technician } = jobs.get(id);
    await loadVendors();
    const machines = await Promise.all(jobs.macsOf(id).map((mac) => this.#machine(mac, wait)));
    return { job: { id, customer, site, date, technician }, madeAt: clock(), version: VERSION, machines };
  }

  /** The report as a file. Rejects with NOT_FOUND. */
  async file(
    id: string,
    format: ReportFormat,
    wait = true,
    language: ReportLanguage = 'en',
  ): Promise<ReportFile> {
    const report = await this.of(id, wait);
    const name = `${format === 'labels' ? 'labels' : 'hand-over'}-${id}`;
    const text = (content: string) => new TextEncoder().encode(content);
    switch (format) {
      case 'html':
        return { name: `${name}.html`, type: 'text/html', content: text(handOverPage(report, language)) };
      case 'labels':
        return {
          name: `${name}.html`,
          type: 'text/html',
          content: text(labelPage(report, await qrCode(), language)),
        };
      case 'csv':
        return {
          name: `${name}.csv`,
          type: 'text/csv',
          content: await writeCsv(handOverTable(report, 'csv', language)),
        };
      case 'xlsx':
        return {
          name: `${name}.xlsx`,
          type: XLSX,
          content: await writeXlsx(handOverTable(report, 'xlsx', language), wordsOf(language)('Machines')),
        };
      case 'json':
        return {
          name: `${name}.json`,
          type: 'application/json',
          content: text(JSON.stringify(report, null, 2)),
        };
    }
  }

  async #machine(mac: string, wait: boolean): Promise<HandOverMachine> {
    const { store, machines, sums } = this.#parts;
    const sumOf = (image: string) => (wait ? sums.of(image) : sums.state(image).sha256);
    const listed = machines.get(mac);
    const timeline = machines.timeline(mac);
    const events = store.events.list({ mac, limit: MOST_EVENTS });
    const run = sinceScript(events);
    const image = listed.profile === null ? null : (store.profiles.get(listed.profile)?.image ?? null);
    return {
      mac,
      vendor: knownVendor(mac),
      name: listed.name ?? (listed.hostname || mac),
      manufacturer: listed.manufacturer,
      product: listed.product,
      serial: listed.serial,
      uuid: listed.uuid,
      memoryMiB: listed.memoryMiB,
      cpu: listed.cpu,
      disks: (machines.known(mac).disks ?? []).map(({ name, bytes, model }) => diskText(name, bytes, model)),
      address: listed.address,
      profile: listed.profile,
      image,
      imageSha256: image === null ? null : await sumOf(image),
      answersSha256: textOf(run.findLast(({ kind }) => kind === 'answers')?.detail.sha256),
      result: resultOf(timeline, listed.profile),
      problem: timeline.problem,
      startedAt: timeline.run?.startedAt ?? null,
      finishedAt: timeline.run?.finishedAt ?? null,
      stages: stagesOf(run),
      bytes: timeline.bytes,
      note: listed.note || null,
    };
  }
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

async function qrCode(): Promise<(text: string) => string> {
  const { encodeQR } = await import('qr');
  return (text) => encodeQR(text, 'svg', { ecc: 'medium' });
}

const textOf = (value: string | number | undefined): string | null =>
  value === undefined ? null : String(value);

const diskText = (name: string, bytes: number, model: string): string =>
  [name, model, `${Math.round(bytes / 1e9)} GB`].filter(Boolean).join(' ');

function sinceScript(events: readonly BootEvent[]): readonly BootEvent[] {
  const at = events.findLastIndex(({ kind }) => kind === 'script');
  return at < 0 ? [] : events.slice(at);
}

/** Each step once, at the time it was reached first. */
function stagesOf(run: readonly BootEvent[]): HandOverMachine['stages'] {
  const seen = new Map<string, number>();
  for (const { kind, at, detail } of run) {
    const name =
      kind === 'installing' || kind === 'reported'
        ? String(detail.stage ?? '')
        : STAGES.has(kind)
          ? kind
          : '';
    if (name !== '' && !seen.has(name)) seen.set(name, at);
  }
  return [...seen].slice(0, 40).map(([name, at]) => ({ name, at }));
}

function resultOf({ state, run }: Timeline, profile: string | null): Result {
  if (state === 'failed') return 'failed';
  if (run?.finishedAt) return 'installed';
  if (state === 'installing' || (state === 'booting' && run !== undefined)) return 'running';
  return profile === null ? 'none' : 'waiting';
}
