/** The rows of a sheet, those with conflicts first; what is wrong stands below the row, at the cells it is about. */
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useMachines } from '../../../state/queries.ts';
import {
  COLUMNS,
  countOutcomes,
  OUTCOMES,
  type Outcome,
  outcomeOf,
  type SheetRow,
  variablesOf,
} from '../../../state/sheet-plan.ts';
import { useText } from '../../../text/text.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import classes from './planned-sheet.module.css';
import { RowLines } from './row-lines.tsx';

/** Rows that are drawn at once: thousands would take seconds. */
const DRAWN = 200;

export interface SheetRowsProps {
  readonly rows: readonly SheetRow[];
  /** It was applied: nothing is said of how machines were before. */
  readonly done?: boolean;
}

export function SheetRows({ rows, done = false }: SheetRowsProps) {
  const { sheet: text } = useText().desk;
  const { data: machines = [] } = useMachines();
  const [only, setOnly] = useState<Outcome | null>(null);
  const [most, setMost] = useState(DRAWN);
  const known = useMemo(() => new Map(machines.map((one) => [one.mac, one])), [machines]);
  const ordered = useMemo(() => inOrder(rows), [rows]);
  const variables = useMemo(() => variablesOf(rows), [rows]);
  const shown = ordered.filter((row) => only === null || outcomeOf(row) === only);
  return (
    <>
      <Chips rows={rows} only={only} choose={setOnly} />
      <div className={classes.scroll}>
        <table className={classes.table} aria-label={text.table}>
          <thead>
            <tr>
              <th scope="col">{text.line}</th>
              <th scope="col">{text.outcome}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {text.heads[column]}
                </th>
              ))}
              {variables.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, most).map((row) => (
              <RowLines
                key={row.line}
                row={row}
                machine={row.mac === null ? undefined : known.get(row.mac)}
                variables={variables}
                done={done}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={classes.none}>{text.none}</p>}
        {shown.length > most && (
          <Button variant="subtle" onClick={() => setMost(most + 1000)}>
            {text.more(shown.length - most)}
          </Button>
        )}
      </div>
    </>
  );
}

/** What needs the technician comes first, each kind in the order of the sheet. */
const inOrder = (rows: readonly SheetRow[]): readonly SheetRow[] =>
  rows.toSorted((a, b) => OUTCOMES.indexOf(outcomeOf(a)) - OUTCOMES.indexOf(outcomeOf(b)) || a.line - b.line);

interface ChipsProps {
  readonly rows: readonly SheetRow[];
  readonly only: Outcome | null;
  choose(only: Outcome | null): void;
}

function Chips({ rows, only, choose }: ChipsProps) {
  const { sheet: text } = useText().desk;
  const counts = countOutcomes(rows);
  return (
    <div className={classes.chips}>
      <button
        type="button"
        className={classes.chip}
        aria-pressed={only === null}
        onClick={() => choose(null)}
      >
        <b>{rows.length}</b> {text.all}
      </button>
      {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
        <button
          key={outcome}
          type="button"
          className={classes.chip}
          aria-pressed={only === outcome}
          onClick={() => choose(only === outcome ? null : outcome)}
        >
          <b>{counts[outcome]}</b> <OutcomeMark outcome={outcome} />
        </button>
      ))}
    </div>
  );
}
