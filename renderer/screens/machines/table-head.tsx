/** The headings of the table: a click sorts, the first ticks everything shown. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Tick } from '../../components/tick.tsx';
import { useCell } from '../../state/cell.ts';
import type { SortKey } from '../../state/machine-view.ts';
import { selected, selectMany } from '../../state/selection.ts';
import { machineSort, sortBy } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-table.module.css';

const COLUMNS = [
  'machine',
  'serial',
  'address',
  'profile',
  'state',
  'seen',
] as const satisfies readonly SortKey[];

export function TableHead({ macs }: { macs: readonly string[] }) {
  return (
    <thead className={classes.head}>
      <tr className={classes.line} aria-rowindex={1}>
        <SelectAll macs={macs} />
        {COLUMNS.map((column) => (
          <Heading key={column} column={column} />
        ))}
        <td className={classes.menu} />
      </tr>
    </thead>
  );
}

function SelectAll({ macs }: { macs: readonly string[] }) {
  const { machines: text } = useText();
  const ticked = useCell(selected);
  const count = macs.filter((mac) => ticked.has(mac)).length;
  return (
    <th className={classes.check}>
      <Tick
        aria-label={text.selectAll}
        checked={count > 0 && count === macs.length}
        indeterminate={count > 0 && count < macs.length}
        onChange={(event) => selectMany(macs, event.currentTarget.checked)}
      />
    </th>
  );
}

function Heading({ column }: { column: (typeof COLUMNS)[number] }) {
  const { machines: text } = useText();
  const { key, up } = useCell(machineSort);
  // In order of appearance nothing is sorted: that is how they stand by themselves.
  const sorted = key === column && column !== 'seen';
  const Arrow = up ? IconArrowUp : IconArrowDown;
  return (
    <th className={classes[column]} aria-sort={sorted ? (up ? 'ascending' : 'descending') : 'none'}>
      <button
        type="button"
        className={classes.sort}
        title={text.sortBy(text.columns[column])}
        onClick={() => sortBy(column)}
      >
        {text.columns[column]}
        {sorted && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}
