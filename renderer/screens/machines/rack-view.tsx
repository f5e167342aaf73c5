/** The same machines as units of a rack, from the top: cards that can be put in the order in which they stand. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useRack } from '../../state/rack.ts';
import { useProfileNames, useShown } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { profileDrop } from './profile-drop.ts';
import { RackUnit } from './rack-unit.tsx';
import classes from './rack-view.module.css';

/** Height of a unit with the gap below it, and the least width of a column, pixels. */
const UNIT = 64;
const COLUMN = 280;

export function RackView() {
  const { machines: text } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const shown = useShown();
  const rack = useRack(shown ?? []);
  const names = useProfileNames();
  const order = rack.map(({ mac }) => mac);
  // Units run down a column before the next begins, as racks stand beside each other.
  const height = Math.ceil(rack.length / columns);
  const virtualizer = useVirtualizer({
    count: height,
    getScrollElement: () => scroller.current,
    estimateSize: () => UNIT,
    overscan: 6,
  });
  return (
    <div className={classes.scroll} ref={scroller} {...profileDrop}>
      {shown?.length === 0 && <p className={classes.nothing}>{text.noMatch}</p>}
      <ol
        className={classes.rack}
        aria-label={text.rack}
        style={{
          height: virtualizer.getTotalSize(),
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        }}
      >
        {virtualizer.getVirtualItems().flatMap(({ index, start }) =>
          Array.from({ length: columns }, (_, column) => {
            const place = column * height + index;
            const machine = rack[place];
            if (machine === undefined) return null;
            return (
              <RackUnit
                key={machine.mac}
                machine={machine}
                profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
                place={place}
                column={column}
                columns={columns}
                top={start}
                order={order}
              />
            );
          }),
        )}
      </ol>
    </div>
  );
}

/** How many columns fit beside each other. */
function useColumns(scroller: RefObject<HTMLDivElement | null>): number {
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    if (scroller.current === null) return;
    const observer = new ResizeObserver(([entry]) =>
      setColumns(Math.max(1, Math.floor((entry?.contentRect.width ?? COLUMN) / COLUMN))),
    );
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);
  return columns;
}
