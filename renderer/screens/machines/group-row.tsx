/** A heading among the rows: what its machines have in common, and how many they are. */
import { StateMark } from '../../components/state-mark.tsx';
import { Tick } from '../../components/tick.tsx';
import { useCell } from '../../state/cell.ts';
import type { Group } from '../../state/grouping.ts';
import { selected, selectMany } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-table.module.css';

export interface GroupRowProps {
  readonly group: Group;
  /** Place among the lines of the table. */
  readonly index: number;
  /** Distance from the first line, pixels. */
  readonly top: number;
}

export function GroupRow({ group, index, top }: GroupRowProps) {
  const { machines: text } = useText();
  const ticked = useCell(selected);
  const count = group.macs.filter((mac) => ticked.has(mac)).length;
  const name = group.state === null ? (group.name ?? text.ungrouped) : text.states[group.state];
  return (
    <tr
      className={classes.line}
      data-group
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td className={classes.check}>
        <Tick
          aria-label={text.selectGroup(name)}
          tabIndex={-1}
          checked={count > 0 && count === group.macs.length}
          indeterminate={count > 0 && count < group.macs.length}
          onChange={(event) => selectMany(group.macs, event.currentTarget.checked)}
        />
      </td>
      <th scope="rowgroup" className={classes.group}>
        {group.state === null ? name : <StateMark state={group.state} />}
        <span className={classes.count}>{group.macs.length}</span>
      </th>
    </tr>
  );
}
