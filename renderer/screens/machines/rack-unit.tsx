/** One machine as a unit of the rack. It is moved by dragging, or with Alt and the arrows. */
import { type DragEvent, type KeyboardEvent, memo } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Tick } from '../../components/tick.tsx';
import { WhyWords } from '../../components/why.tsx';
import { useCellPart } from '../../state/cell.ts';
import { hoveredMachine, UNIT_KIND } from '../../state/drag.ts';
import { isTold } from '../../state/machine-trouble.ts';
import { modelOf, progressOf, titleOf } from '../../state/machine-view.ts';
import { openPanel, panel } from '../../state/panel.ts';
import { moveInRack } from '../../state/rack.ts';
import { selected, toggleSelected } from '../../state/selection.ts';
import { cursor } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './rack-view.module.css';

export interface RackUnitProps {
  readonly machine: MachineView;
  /** null: none, or one that is gone. */
  readonly profileName: string | null;
  /** From the top of the first column, from 0. */
  readonly place: number;
  readonly column: number;
  readonly columns: number;
  /** Distance from the top, pixels. */
  readonly top: number;
  /** MACs as they stand. */
  readonly order: readonly string[];
}

export const RackUnit = memo(function RackUnit(props: RackUnitProps) {
  const { machine, profileName, place, column, columns, top, order } = props;
  const { machines: text, deeds } = useText();
  const { mac } = machine;
  const title = titleOf(machine);
  const ticked = useCellPart(selected, (now) => now.has(mac));
  const open = useCellPart(panel, (now) => now?.kind === 'machine' && now.mac === mac);
  const over = useCellPart(hoveredMachine, (now) => now === mac);
  const progress = progressOf(machine);
  return (
    <li
      className={classes.unit}
      data-mac={mac}
      data-state={machine.shown}
      data-open={open || undefined}
      data-ticked={ticked || undefined}
      data-over={over || undefined}
      style={{
        transform: `translateY(${top}px)`,
        insetInlineStart: `${(column * 100) / columns}%`,
        width: `${100 / columns}%`,
      }}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(UNIT_KIND, mac)}
      onDragOver={(event) => holdsUnit(event) && event.preventDefault()}
      onDrop={(event) => dropUnit(event, mac, order)}
    >
      <Tick
        className={classes.tick ?? ''}
        aria-label={text.select(title)}
        checked={ticked}
        onChange={() => toggleSelected(mac)}
      />
      <button
        type="button"
        className={classes.card}
        aria-label={`${place + 1}: ${title}`}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onFocus={() => cursor.set(mac)}
        onClick={() => openPanel({ kind: 'machine', mac })}
        onKeyDown={(event) => onUnitKey(event, mac, order)}
      >
        <span className={classes.place}>{place + 1}</span>
        <span className={classes.who}>
          <span className={classes.name}>{title}</span>
          <span className={classes.second}>
            {isTold(machine) ? <WhyWords machine={machine} /> : idOf(machine, profileName)}
          </span>
        </span>
        <span className={classes.state}>
          <StateMark state={machine.shown} />
          {progress !== null && <b>{Math.round(progress * 100)} %</b>}
          {machine.confirm && <b>{deeds.labels.confirm}</b>}
        </span>
      </button>
      {progress !== null && <Level share={progress} label={text.progressOf(title)} />}
    </li>
  );
});

const idOf = (machine: MachineView, profileName: string | null): string =>
  [machine.serial ?? modelOf(machine), profileName].filter(Boolean).join(' · ');

const holdsUnit = (event: DragEvent): boolean => event.dataTransfer.types.includes(UNIT_KIND);

function dropUnit(event: DragEvent, place: string, order: readonly string[]): void {
  const mac = event.dataTransfer.getData(UNIT_KIND);
  if (mac === '') return;
  event.preventDefault();
  event.stopPropagation();
  moveInRack(mac, place, order);
}

function onUnitKey(event: KeyboardEvent<HTMLElement>, mac: string, order: readonly string[]): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const other = order[order.indexOf(mac) + step];
  if (step !== 0 && other !== undefined) {
    event.preventDefault();
    if (event.altKey) moveInRack(mac, other, order);
    else document.querySelector<HTMLElement>(`[data-mac="${CSS.escape(other)}"] button`)?.focus();
  } else if (event.key === ' ') {
    event.preventDefault();
    toggleSelected(mac);
  }
}
