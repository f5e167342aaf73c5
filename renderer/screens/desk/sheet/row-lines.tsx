/** One row of a sheet, and below it why it cannot be applied. */
import type { MachineView } from '../../../../core/api/contract.ts';
import { ProblemCard } from '../../../components/problem-card.tsx';
import {
  COLUMNS,
  cellsAtFault,
  outcomeOf,
  type SheetRow,
  textOfCell,
  valueBefore,
} from '../../../state/sheet-plan.ts';
import { useProfileNames } from '../../../state/table.ts';
import { useText } from '../../../text/text.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import classes from './planned-sheet.module.css';

export interface RowLinesProps {
  readonly row: SheetRow;
  readonly machine: MachineView | undefined;
  readonly variables: readonly string[];
  readonly done: boolean;
}

export function RowLines({ row, machine, variables, done }: RowLinesProps) {
  const faults = cellsAtFault(row);
  const outcome = outcomeOf(row);
  return (
    <>
      <tr data-outcome={outcome}>
        <td className={classes.line}>{row.line}</td>
        <td>
          <OutcomeMark outcome={outcome} />
        </td>
        {[...COLUMNS, ...variables].map((column) => (
          <Cell
            key={column}
            column={column}
            row={row}
            machine={machine}
            fault={faults.has(column)}
            quiet={done || outcome === 'left-out'}
          />
        ))}
      </tr>
      {row.conflicts.length > 0 && (
        <tr>
          <td className={classes.why} />
          <td className={classes.why} colSpan={COLUMNS.length + variables.length + 1}>
            {row.conflicts.map((problem) => (
              <ProblemCard key={problem.code + problem.sentence} problem={problem} />
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

interface CellProps {
  readonly column: string;
  readonly row: SheetRow;
  readonly machine: MachineView | undefined;
  readonly fault: boolean;
  /** Nothing is said of how it was. */
  readonly quiet: boolean;
}

const MONO: ReadonlySet<string> = new Set(['mac', 'serial', 'address']);

function Cell({ column, row, machine, fault, quiet }: CellProps) {
  const { sheet: text } = useText().desk;
  const names = useProfileNames();
  const nameOf = (id: string) => names.get(id) ?? id;
  const changed = !quiet && row.changes.includes(column);
  const before = valueBefore(column, machine, nameOf);
  return (
    <td
      className={`${classes.cell} ${MONO.has(column) ? classes.mono : ''}`}
      data-changed={changed || undefined}
      data-fault={fault || undefined}
    >
      {textOfCell(column, row, nameOf)}
      {changed && machine !== undefined && (
        <span className={classes.before}>{before === null ? text.beforeNone : text.before(before)}</span>
      )}
      {column === 'mac' && !quiet && row.mac === null && (
        <span className={classes.before}>{text.newMachine}</span>
      )}
    </td>
  );
}
