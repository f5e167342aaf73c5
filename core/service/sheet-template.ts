/** The job sheet to fill in, as a file: the machines there are, so that only what is to be has to be written. */
import { writeCsv, writeXlsx } from '../host/spreadsheets.ts';
import { defuseCsv } from '../jobs/defuse.ts';
import { templateTable } from '../jobs/sheet-template.ts';
import type { ReportFile } from './hand-overs.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';

export type SheetFormat = 'csv' | 'xlsx';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Machines say their serials themselves: in CSV, which has no types, none of them may be taken for a formula. */
export async function sheetTemplate(
  machines: Machines,
  profiles: Profiles,
  format: SheetFormat,
): Promise<ReportFile> {
  const names = new Map(profiles.list().map(({ id, name }) => [id, name]));
  const table = templateTable(
    machines
      .list()
      .map((one) => ({ ...one, profile: (one.profile && names.get(one.profile)) ?? one.profile })),
  );
  const name = `job-sheet.${format}`;
  if (format === 'xlsx') return { name, type: XLSX, content: await writeXlsx(table, 'Machines') };
  return {
    name,
    type: 'text/csv',
    content: await writeCsv(table.map((row) => row.map((cell) => cell && defuseCsv(cell)))),
  };
}
