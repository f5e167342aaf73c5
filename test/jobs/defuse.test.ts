/** No text of a machine is run by the program that a report is opened with. */
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeCsv, writeXlsx } from '../../core/host/spreadsheets.ts';
import { defuse, defuseCsv } from '../../core/jobs/defuse.ts';
import { type HandOver, handOverTable } from '../../core/jobs/hand-over.ts';
import { handOverPage, labelPage } from '../../core/jobs/hand-over-html.ts';

const HOSTILE = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  ' =1',
  '\t=1',
  '\r=1',
  '\n=1',
  'x\n=1',
  '"=1',
  "'=1",
  '\u00a0=1',
  '\ufeff=1',
  '＝1',
  '＋1',
  '－1',
  '＠A1',
  'x;=1',
  'x; =1',
  'x,=1',
  'x\t=1',
  'x|=1',
  'x;"=1"',
  'x","=1',
  `x${'\0'};=1`,
  '=cmd|"/c calc"!A1',
  ';=1',
  ';;+1',
];

/** Cells that some program makes of a line, whatever it takes for a separator, quotes passed over or not. */
const cellsOf = (line: string): string[] =>
  [';', ',', '\t', '|', /[;,\t|\r\n]/].flatMap((sign) =>
    line.split(sign).flatMap((cell) => [cell, cell.replace(/^["\s\u00a0\ufeff]+/u, '')]),
  );
const runs = (cell: string): boolean => /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠\t\r]/u.test(cell);

const report = (text: string): HandOver =>
  ({
    job: { id: 'j', customer: text, site: text, date: text, technician: text },
    madeAt: 0,
    version: '1',
    machines: [
      {
        ...{
          mac: text,
          vendor: text,
          name: text,
          manufacturer: text,
          product: text,
          serial: text,
          uuid: text,
        },
        ...{ memoryMiB: null, cpu: text, disks: [text], address: text, profile: text, image: text },
        ...{ imageSha256: text, answersSha256: text, result: 'installed', problem: text, note: text },
        ...{ startedAt: 0, finishedAt: 60_000, stages: [{ name: text, at: 0 }], bytes: 0 },
      },
    ],
  }) as HandOver;

describe.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('the text %s', (_, text) => {
  it('is none that runs, in CSV under any separator', async () => {
    const csv = new TextDecoder().decode(await writeCsv(handOverTable(report(text), 'csv')));
    const rows = parse(csv, { bom: true }) as string[][];
    expect(rows).toHaveLength(2);
    expect(rows.flat().flatMap(cellsOf).filter(runs)).toEqual([]);
    expect(csv.split('\r\n').flatMap(cellsOf).filter(runs)).toEqual([]);
  });

  it('is a text in XLSX, and none that runs when it is saved as CSV', async () => {
    const table = handOverTable(report(text), 'xlsx');
    expect(table.flat().filter((cell) => typeof cell === 'string' && runs(cell))).toEqual([]);
    const book = unzipSync(await writeXlsx(table, 'x'));
    expect(Object.values(book).some((part) => new TextDecoder().decode(part).includes('<f>'))).toBe(false);
  });

  it('is none that runs in a page, cell by cell', () => {
    const pages = [handOverPage(report(text)), labelPage(report(text), () => '')];
    const cells = pages.flatMap((page) =>
      [...page.matchAll(/<(?:td|dd)[^>]*>([^<]*)</g)].map(([, cell]) => cell ?? ''),
    );
    expect(cells.length).toBeGreaterThan(10);
    expect(cells.map(unescaped).filter(runs)).toEqual([]);
  });
});

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

it.each([
  ['PowerEdge R640', 'PowerEdge R640'],
  ['kernel +12 s, answers +140 s', 'kernel +12 s, answers +140 s'],
  ['sda Disk 500 GB; sdb', 'sda Disk 500 GB; sdb'],
  ['-', "'-"],
])('an ordinary text stays as it is: %s', (text, expected) => {
  expect([defuse(text), defuseCsv(text)]).toEqual([expected, expected]);
});
