/** The machines as rows of a grid that the keyboard walks. */
import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useCell } from '../../state/cell.ts';
import type { SortKey } from '../../state/machine-view.ts';
import { selected, selectMany } from '../../state/selection.ts';
import { cursor, machineSort, sortBy, useProfileNames, useRows } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { MachineRow } from './machine-row.tsx';
import classes from './machine-table.module.css';
import { onTableKey } from './table-keys.ts';

const COLUMNS = ['machine', 'serial', 'address', 'profile', 'state'] as const satisfies readonly SortKey[];

export function MachineTable() {
  const { machines: text } = useText();
  const rows = useRows();
  const names = useProfileNames();
  const at = useCell(cursor);
  const macs = (rows ?? []).map(({ mac }) => mac);
  const current = at !== null && macs.includes(at) ? at : macs[0];
  return (
    <div className={classes.scroll}>
      <table
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are walked is a grid
        role="grid"
        aria-label={text.table}
        aria-multiselectable="true"
        aria-rowcount={macs.length + 1}
        onKeyDown={(event) => onTableKey(event, macs)}
      >
        <thead>
          <tr>
            <SelectAll macs={macs} />
            {COLUMNS.map((column) => (
              <Heading key={column} column={column} />
            ))}
            <th className={classes.seen}>{text.columns.seen}</th>
          </tr>
        </thead>
        <tbody>
          {rows?.map((machine) => (
            <MachineRow
              key={machine.mac}
              machine={machine}
              profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
              current={machine.mac === current}
            />
          ))}
        </tbody>
      </table>
      {rows?.length === 0 && <p className={classes.nothing}>{text.noMatch}</p>}
    </div>
  );
}

function SelectAll({ macs }: { macs: readonly string[] }) {
  const { machines: text } = useText();
  const ticked = useCell(selected);
  const count = macs.filter((mac) => ticked.has(mac)).length;
  return (
    <th className={classes.check}>
      <Checkbox
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
  const sorted = key === column;
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
