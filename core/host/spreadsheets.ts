/** Tables in files: CSV and XLSX, read and written by libraries that are loaded at the first need. */
import { FieldbootError } from '../errors.ts';
import { boundedXlsx } from './xlsx-bounds.ts';

/** Largest sheet that is read, bytes: some thousand rows are a few hundred kilobytes. */
export const MOST_SHEET_BYTES = 8 << 20;
/** Rows with something in them, the heading among them. */
const MOST_ROWS = 5001;
/** Text of all cells together, characters: one long text may stand in many cells, and costs nothing there. */
const MOST_TEXT = 8 << 20;
/** A row of CSV, characters. */
const MOST_RECORD = 256 << 10;

/** Reads the first sheet of a file as texts. Rejects with SHEET_UNREADABLE; `name` is for the message. */
export async function readTable(content: Uint8Array, name: string): Promise<string[][]> {
  if (content.length > MOST_SHEET_BYTES)
    throw new FieldbootError('SHEET_UNREADABLE', { name, detail: 'it is larger than 8 MiB' });
  try {
    return bounded(isZip(content) ? await readXlsx(content) : await readCsv(content));
  } catch (cause) {
    throw new FieldbootError('SHEET_UNREADABLE', { name, detail: (cause as Error).message }, { cause });
  }
}

/** Rows that say something, where they are no more than a sheet of a job has. */
function bounded(table: string[][]): string[][] {
  const rows = table.filter((row) => row.some((text) => text !== '')).length;
  if (rows > MOST_ROWS) throw new Error(`it has more than ${MOST_ROWS - 1} rows`);
  const text = table.reduce((sum, row) => row.reduce((length, one) => length + one.length, sum), 0);
  if (text > MOST_TEXT) throw new Error('its cells hold more than 8 million characters');
  return table;
}

const isZip = (content: Uint8Array): boolean => content[0] === 0x50 && content[1] === 0x4b;

async function readXlsx(content: Uint8Array): Promise<string[][]> {
  const { readSheet } = await import('read-excel-file/node');
  const rows = await readSheet(Buffer.from(await boundedXlsx(content)));
  return rows.map((row) => row.map(cellText));
}

/** Excel keeps "007" as a number where the column is not text: what is a whole number is written without a point. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/** Comma, semicolon or tab, whichever the heading has; UTF-8 with or without a mark, UTF-16 as Excel saves it. */
async function readCsv(content: Uint8Array): Promise<string[][]> {
  const { parse } = await import('csv-parse/sync');
  const text = decode(content);
  if (text.includes('\0')) throw new Error('it is neither XLSX nor text');
  const heading = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [',', ';', '\t'].map((sign) => [heading.split(sign).length, sign] as const);
  const [, delimiter] = counts.reduce((best, one) => (one[0] > best[0] ? one : best));
  return parse(text, {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MOST_RECORD,
    to: MOST_ROWS + 1,
  });
}

function decode(content: Uint8Array): string {
  const wide = content[0] === 0xff && content[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(content);
}

type Cell = string | number | null;

/** A table as CSV, with the mark that lets Excel read it as UTF-8. */
export async function writeCsv(rows: readonly (readonly Cell[])[]): Promise<Uint8Array> {
  const { stringify } = await import('csv-stringify/sync');
  return new TextEncoder().encode(stringify(rows as Cell[][], { bom: true, record_delimiter: 'windows' }));
}

/** A table as XLSX: a heading that stays in sight, texts as texts. */
export async function writeXlsx(rows: readonly (readonly Cell[])[], sheet: string): Promise<Uint8Array> {
  const { default: writeFile } = await import('write-excel-file/node');
  const [heading = [], ...body] = rows;
  const data = [
    heading.map((value) => ({ value: String(value ?? ''), type: String, fontWeight: 'bold' as const })),
    ...body.map((row) => row.map(xlsxCell)),
  ];
  return new Uint8Array(await writeFile(data, { sheet, stickyRowsCount: 1 }).toBuffer());
}

function xlsxCell(value: Cell) {
  if (value === null) return null;
  return typeof value === 'number' ? { value, type: Number } : { value, type: String };
}
