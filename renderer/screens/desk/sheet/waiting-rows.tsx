/** Rows of sheets that wait for their machines: seen, and given up one by one or all. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { WaitingRowView } from '../../../../core/api/contract.ts';
import { Ask } from '../../../components/ask.tsx';
import { useDropWaitingRows, useWaitingRows } from '../../../state/sheet.ts';
import { useProfileNames } from '../../../state/table.ts';
import { useText } from '../../../text/text.ts';
import classes from './waiting-rows.module.css';

export function WaitingRows() {
  const { sheet: text } = useText().desk;
  const { data: rows = [] } = useWaitingRows();
  const drop = useDropWaitingRows();
  const [asking, setAsking] = useState(false);
  if (rows.length === 0) return null;
  return (
    <section className={classes.waiting} aria-label={text.waiting(rows.length)}>
      <div className={classes.head}>
        <h3 className={classes.title}>{text.waiting(rows.length)}</h3>
        {!asking && (
          <Button size="xs" variant="subtle" onClick={() => setAsking(true)}>
            {text.dropAll}
          </Button>
        )}
      </div>
      {asking && (
        <Ask
          yes={text.dropAll}
          busy={drop.isPending}
          onNo={() => setAsking(false)}
          onYes={() => drop.mutate({}, { onSettled: () => setAsking(false) })}
        >
          {text.dropAsk(rows.length)}
        </Ask>
      )}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <Row key={row.serial} row={row} drop={() => drop.mutate({ serial: row.serial })} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row, drop }: { row: WaitingRowView; drop: () => void }) {
  const { sheet: text } = useText().desk;
  const names = useProfileNames();
  const { serial, name, address, profile, confirmed } = row;
  return (
    <li className={classes.row}>
      <span className="mono">{serial}</span>
      <span>{[name, address].filter((part) => part !== null).join(' · ')}</span>
      <span>
        {profile === null ? '' : (names.get(profile) ?? profile)}
        {profile !== null && confirmed && <em className={classes.confirmed}>{text.mayErase}</em>}
      </span>
      <Button size="compact-xs" variant="subtle" aria-label={text.dropOf(serial)} onClick={drop}>
        {text.drop1}
      </Button>
    </li>
  );
}
