/** One machine as a row: who it is, what it boots, how far it is. */
import { IconNote } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { Tick } from '../../components/tick.tsx';
import { Why } from '../../components/why.tsx';
import { useCellPart } from '../../state/cell.ts';
import { hoveredMachine } from '../../state/drag.ts';
import { isTold } from '../../state/machine-trouble.ts';
import { makeOf, titleOf } from '../../state/machine-view.ts';
import { openPanel, panel } from '../../state/panel.ts';
import { openPicker, selected, selectTo, toggleSelected } from '../../state/selection.ts';
import { cursor } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { LastCell } from './last-cell.tsx';
import classes from './machine-table.module.css';
import { ProfilePicker } from './profile-picker.tsx';
import { menuKey, RowMenu } from './row-menu.tsx';
import { StateCell } from './state-cell.tsx';

export interface MachineRowProps {
  readonly machine: MachineView;
  /** null: none, or one that is gone. */
  readonly profileName: string | null;
  /** Tab goes to this row. */
  readonly current: boolean;
  /** MACs as the rows stand, for a range that Shift extends. */
  readonly order: readonly string[];
  /** Place among the lines of the table. */
  readonly index: number;
  /** Distance from the first line, pixels. */
  readonly top: number;
}

export const MachineRow = memo(function MachineRow(props: MachineRowProps) {
  const { machine, profileName, current, order, index, top } = props;
  const { machines: text, machine: words } = useText();
  const { mac } = machine;
  const title = titleOf(machine);
  const ticked = useCellPart(selected, (now) => now.has(mac));
  const open = useCellPart(panel, (now) => now?.kind === 'machine' && now.mac === mac);
  const over = useCellPart(hoveredMachine, (now) => now === mac);
  return (
    <tr
      className={classes.line}
      data-mac={mac}
      data-open={open || undefined}
      data-told={isTold(machine) || undefined}
      data-state={machine.shown}
      data-over={over || undefined}
      aria-selected={ticked}
      aria-rowindex={index + 2}
      tabIndex={current ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => cursor.set(mac)}
      onContextMenu={(event) => {
        event.preventDefault();
        openPicker.set(menuKey(mac));
      }}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={(event) => onRowClick(event, mac, order)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the row */}
      <td className={classes.check} onClick={(event) => event.stopPropagation()}>
        <Tick
          aria-label={text.select(title)}
          tabIndex={-1}
          checked={ticked}
          onClick={(event) => {
            if (!event.shiftKey) return;
            event.preventDefault();
            selectTo(mac, order);
          }}
          onChange={() => toggleSelected(mac)}
        />
      </td>
      <td className={classes.machine}>
        <span className={classes.name} data-given={machine.name !== null || undefined}>
          {title}
          {machine.note !== null && (
            <IconNote className={classes.note} size={14} role="img" aria-label={machine.note} />
          )}
        </span>
        <span className={classes.second}>{makeOf(machine, text)}</span>
      </td>
      <td className={classes.serial}>
        {machine.serial === null ? (
          <span className={classes.unknown}>{text.noSerial}</span>
        ) : (
          <CopyText value={machine.serial} what={words.labels.serial} />
        )}
        <span className={classes.second}>
          <CopyText value={mac} what={words.labels.mac} />
        </span>
      </td>
      <td className={classes.address}>
        {machine.address !== null && <CopyText value={machine.address} what={words.labels.address} />}
      </td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the row */}
      <td className={classes.profile} onClick={(event) => event.stopPropagation()}>
        <ProfilePicker machine={machine} profileName={profileName} place="row" />
      </td>
      <td className={classes.state}>
        <StateCell machine={machine} />
      </td>
      <td className={classes.seen}>
        <LastCell machine={machine} />
      </td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the row */}
      <td className={classes.menu} onClick={(event) => event.stopPropagation()}>
        <RowMenu machine={machine} />
      </td>
      {isTold(machine) && (
        <td className={classes.why}>
          <Why short machine={machine} />
        </td>
      )}
    </tr>
  );
});

/** A click opens; with Ctrl it ticks, with Shift everything from the last tick on. */
function onRowClick(event: MouseEvent, mac: string, order: readonly string[]): void {
  cursor.set(mac);
  if (event.shiftKey) selectTo(mac, order);
  else if (event.ctrlKey || event.metaKey) toggleSelected(mac);
  else openPanel({ kind: 'machine', mac });
}
