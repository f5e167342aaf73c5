/** The machines as rows of a grid that the keyboard walks. Only the rows in sight are drawn: a thousand are as quick as ten. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useCell, useCellPart } from '../../state/cell.ts';
import type { Entry } from '../../state/grouping.ts';
import { isSameList } from '../../state/keep-same.ts';
import { isTold } from '../../state/machine-trouble.ts';
import { panel } from '../../state/panel.ts';
import { cursor, useEntries, useProfileNames } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { GroupRow } from './group-row.tsx';
import { MachineRow } from './machine-row.tsx';
import classes from './machine-table.module.css';
import { profileDrop } from './profile-drop.ts';
import { TableHead } from './table-head.tsx';
import { onTableKey, rowOf } from './table-keys.ts';

/** Height of a line, and of what is told below one that does not go on, pixels; the style sheet says the same. */
const LINE = 40;
const WHY = 44;

const heightOf = (entry: Entry | undefined): number =>
  entry?.kind === 'machine' && isTold(entry.machine) ? LINE + WHY : LINE;

export function MachineTable() {
  const { machines: text } = useText();
  const entries = useEntries();
  const lines = entries ?? [];
  const macs = useMacs(entries);
  const names = useProfileNames();
  const at = useCell(cursor);
  const current = at !== null && macs.includes(at) ? at : (macs[0] ?? null);
  const { scroller, rows, height } = useRowsInSight(lines, current);
  return (
    <div className={classes.scroll} ref={scroller}>
      <table
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are walked is a grid
        role="grid"
        aria-label={text.table}
        aria-multiselectable="true"
        aria-rowcount={lines.length + 1}
        onKeyDown={(event) => onTableKey(event, macs)}
        {...profileDrop}
      >
        <TableHead macs={macs} />
        <tbody className={classes.body} style={{ height }}>
          {rows.map(({ index, start }) => {
            const entry = lines[index];
            if (entry === undefined) return null;
            if (entry.kind === 'group')
              return (
                <GroupRow key={`group ${entry.group.key}`} group={entry.group} index={index} top={start} />
              );
            const { machine } = entry;
            return (
              <MachineRow
                key={machine.mac}
                machine={machine}
                profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
                current={machine.mac === current}
                order={macs}
                index={index}
                top={start}
              />
            );
          })}
        </tbody>
      </table>
      {entries?.length === 0 && <p className={classes.nothing}>{text.noMatch}</p>}
    </div>
  );
}

/** MACs as the rows stand; the same list while they stand the same, or every row were drawn again. */
function useMacs(entries: readonly Entry[] | undefined): readonly string[] {
  const last = useRef<readonly string[]>([]);
  const macs = useMemo(() => (entries ?? []).flatMap(macOf), [entries]);
  if (!isSameList(last.current, macs)) last.current = macs;
  return last.current;
}

const macOf = (entry: Entry): string[] => (entry.kind === 'machine' ? [entry.machine.mac] : []);

/** The lines in sight, and the one the keyboard is on wherever it is: a focus must not vanish because of scrolling. */
function useRowsInSight(lines: readonly Entry[], current: string | null) {
  const scroller = useRef<HTMLDivElement>(null);
  const open = useCellPart(panel, (now) => (now?.kind === 'machine' ? now.mac : null));
  const held = lines.findIndex((entry) => entry.kind === 'machine' && entry.machine.mac === current);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inSight = defaultRangeExtractor(range);
      return held < 0 || inSight.includes(held) ? inSight : [...inSight, held].toSorted((a, b) => a - b);
    },
    [held],
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index]),
    overscan: 4,
    useFlushSync: false,
    rangeExtractor,
  });
  // Where lines grow or shrink, those below them stand elsewhere.
  const heights = lines.map((entry) => (heightOf(entry) === LINE ? '.' : '|')).join('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when a height changed, not whenever lines did
  useLayoutEffect(() => virtualizer.measure(), [heights, virtualizer]);
  useEffect(() => {
    // The table is narrower and lower while a panel is open: what is looked at stays in sight.
    if (open !== null) requestAnimationFrame(() => rowOf(open)?.scrollIntoView({ block: 'nearest' }));
  }, [open]);
  return { scroller, rows: virtualizer.getVirtualItems(), height: virtualizer.getTotalSize() };
}
