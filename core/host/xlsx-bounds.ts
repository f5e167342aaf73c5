/** What a workbook may cost before it is parsed: a small archive can unpack to gigabytes, one cell can stand in the last column of the last row. */

/** Files in the archive; a workbook of a job has some twenty. */
const MOST_ENTRIES = 1000;
/** All of them together, unpacked, bytes. */
const MOST_UNPACKED = 32 << 20;
/** Archive that is unpacked at a time, bytes: deflate makes at most a thousand times of it. */
const STEP = 4096;
/** Row and column that a cell may stand in, and cells in all; every row is filled up to the widest. */
const MOST_SHEET_ROWS = 20_000;
const MOST_COLUMNS = 256;
const MOST_CELLS = 500_000;

/**
 * Unpacks a workbook within bounds and packs it again without compression, its sheets looked over: what is parsed then
 * is what was measured, whatever the archive said of its sizes. Rejects with an Error that says what is too much.
 */
export async function boundedXlsx(content: Uint8Array): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  const files = await unpacked(content);
  for (const [path, bytes] of Object.entries(files))
    if (/^xl\/worksheets\/[^/]+\.xml$/i.test(path)) assertSheet(new TextDecoder().decode(bytes));
  return zipSync(files, { level: 0 });
}

/** The parts that are read, by path: pictures and printer settings stay packed. */
async function unpacked(content: Uint8Array): Promise<Record<string, Uint8Array>> {
  const { Unzip, UnzipInflate } = await import('fflate');
  const parts = new Map<string, Uint8Array[]>();
  let [entries, bytes] = [0, 0];
  const unzip = new Unzip((file) => {
    entries += 1;
    if (entries > MOST_ENTRIES) throw new Error(`its archive holds more than ${MOST_ENTRIES} files`);
    if (!/\.(xml|rels)$/i.test(file.name)) return;
    const chunks: Uint8Array[] = [];
    parts.set(file.name, chunks);
    file.ondata = (error, chunk) => {
      if (error) throw error;
      bytes += chunk.length;
      if (bytes > MOST_UNPACKED) throw new Error('unpacked it is larger than 32 MiB');
      chunks.push(chunk);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < content.length; at += STEP)
    unzip.push(content.subarray(at, at + STEP), at + STEP >= content.length);
  if (parts.size === 0) throw new Error('it holds no workbook');
  return Object.fromEntries([...parts].map(([path, chunks]) => [path, Buffer.concat(chunks)]));
}

/** Beginnings of rows and cells, and every reference to a place, wherever it stands. */
const PLACES = /<(?:[\w.-]+:)?(row|c)(?=[\s/>])|\sr\s*=\s*["']([^"'<>]{0,16})/g;

/** Throws where a sheet would be larger than a job's, or is written so that this cannot be seen. */
export function assertSheet(xml: string): void {
  // Neither spreadsheet program writes them; in them rows could hide, or seem to begin.
  if (xml.includes('<!') || /<[^<>]*</.test(xml)) throw new Error('a sheet of it is not plain XML');
  let [rows, columns, cells] = [0, 0, 0];
  for (const [, tag, place] of xml.matchAll(PLACES)) {
    if (tag === 'row') [rows, columns] = [rows + 1, 0];
    else if (tag === 'c') [cells, columns] = [cells + 1, columns + 1];
    else {
      const [, letters = '', digits] = /^([A-Z]{0,3})(\d{1,7})$/i.exec(place ?? '') ?? [];
      if (digits === undefined) throw new Error(`a sheet of it names a place "${place}"`);
      rows = Math.max(rows, Number(digits));
      if (letters !== '') columns = columnOf(letters);
    }
    if (rows > MOST_SHEET_ROWS) throw new Error(`it reaches beyond row ${MOST_SHEET_ROWS}`);
    if (columns > MOST_COLUMNS) throw new Error(`it reaches beyond column ${MOST_COLUMNS}`);
    if (cells > MOST_CELLS) throw new Error(`it has more than ${MOST_CELLS} cells`);
  }
}

/** `A` is 1, `AA` is 27. */
const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0);
