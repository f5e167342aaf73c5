/** The hand-over report of a job: what became of every machine. Pure data, and the rows of its tables. */
import { defuse, defuseCsv } from './defuse.ts';
import { type ReportLanguage, type ReportWord, wordsOf } from './report-words.ts';

export const RESULTS = ['installed', 'failed', 'running', 'waiting', 'none'] as const;
export type Result = (typeof RESULTS)[number];

export interface HandOverStage {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface HandOverMachine {
  readonly mac: string;
  readonly vendor: string | null;
  readonly name: string;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly memoryMiB: number | null;
  readonly cpu: string | null;
  readonly disks: readonly string[];
  readonly address: string | null;
  readonly profile: string | null;
  readonly image: string | null;
  /** Of the whole medium; null: there was none, or it is gone. */
  readonly imageSha256: string | null;
  /** Of the answers that it fetched; null: it fetched none. */
  readonly answersSha256: string | null;
  readonly result: Result;
  readonly problem: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly stages: readonly HandOverStage[];
  readonly bytes: number;
  readonly note: string | null;
}

export interface HandOver {
  readonly job: {
    readonly id: string;
    readonly customer: string;
    readonly site: string;
    readonly date: string;
    readonly technician: string;
  };
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly version: string;
  readonly machines: readonly HandOverMachine[];
}

type Cell = string | number | null;
type Say = ReturnType<typeof wordsOf>;

/** Headings and what stands below them, in the order of a table. */
const COLUMNS: readonly (readonly [ReportWord, (one: HandOverMachine, say: Say) => Cell])[] = [
  ['Name', ({ name }) => name],
  ['Serial', ({ serial }) => serial],
  ['Maker', ({ manufacturer }) => manufacturer],
  ['Model', ({ product }) => product],
  ['MAC', ({ mac }) => mac],
  ['Card', ({ vendor }) => vendor],
  ['Address', ({ address }) => address],
  ['Profile', ({ profile }) => profile],
  ['Image', ({ image }) => image],
  ['Image SHA-256', ({ imageSha256 }) => imageSha256],
  ['Answers SHA-256', ({ answersSha256 }) => answersSha256],
  ['Result', ({ result }, say) => say(result === 'none' ? 'nothing installed' : result)],
  ['Problem', ({ problem }) => problem],
  ['Started', ({ startedAt }) => time(startedAt)],
  ['Finished', ({ finishedAt }) => time(finishedAt)],
  ['Minutes', (one) => minutes(one)],
  ['Stages', (one) => stageText(one)],
  ['MB fetched', ({ bytes }) => Math.round(bytes / 1e5) / 10],
  ['Memory MiB', ({ memoryMiB }) => memoryMiB],
  ['CPU', ({ cpu }) => cpu],
  ['Disks', ({ disks }) => disks.join('; ') || null],
  ['UUID', ({ uuid }) => uuid],
  ['Note', ({ note }) => note],
];

/** The report as a table, its heading first. Texts are defused for the format: no program that opens it runs one of them. */
export function handOverTable(
  { machines }: HandOver,
  format: 'csv' | 'xlsx',
  language: ReportLanguage = 'en',
): Cell[][] {
  const say = wordsOf(language);
  const safe = format === 'csv' ? defuseCsv : defuse;
  const defused = (cell: Cell): Cell => (typeof cell === 'string' ? safe(cell) : cell);
  return [
    COLUMNS.map(([heading]) => say(heading)),
    ...machines.map((one) => COLUMNS.map(([, read]) => defused(read(one, say)))),
  ];
}

/** `2026-11-27 10:00`, UTC; null stays. */
export const time = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** Minutes an installation took; null while it has not ended. */
export const minutes = ({ startedAt, finishedAt }: HandOverMachine): number | null =>
  startedAt === null || finishedAt === null ? null : Math.round((finishedAt - startedAt) / 6000) / 10;

/** `kernel +12 s, answers +140 s`, from the start. */
export function stageText({ startedAt, stages }: HandOverMachine): string | null {
  if (startedAt === null || stages.length === 0) return null;
  return stages.map(({ name, at }) => `${name} +${Math.round((at - startedAt) / 1000)} s`).join(', ');
}
