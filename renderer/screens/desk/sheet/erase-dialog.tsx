/** Before a sheet is applied that erases disks: which machines, and whether they are confirmed now or later. */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { modelOf } from '../../../state/machine-view.ts';
import { useMachines, usePolicy } from '../../../state/queries.ts';
import type { SheetRow } from '../../../state/sheet-plan.ts';
import { useProfileNames } from '../../../state/table.ts';
import { useText } from '../../../text/text.ts';
import classes from './erase-dialog.module.css';

export interface EraseDialogProps {
  readonly rows: readonly SheetRow[];
  close(): void;
  /** `confirmed`: disks may be erased. */
  go(confirmed: boolean): void;
}

export function EraseDialog({ rows, close, go }: EraseDialogProps) {
  const { app, desk } = useText();
  const { sheet: text } = desk;
  const confirm = usePolicy().data?.confirm ?? 'once-per-batch';
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const about = { never: text.askNever, 'once-per-batch': text.askAbout, 'per-machine': text.askEach };
  return (
    <Dialog
      title={text.askTitle(rows.length)}
      onClose={close}
      foot={
        <>
          <Button variant="default" onClick={close}>
            {app.cancel}
          </Button>
          {confirm !== 'never' && (
            <Button ref={first} onClick={() => go(false)}>
              {text.askLater}
            </Button>
          )}
          {confirm !== 'per-machine' && (
            <Button color="red" onClick={() => go(true)}>
              {text.askNow(rows.length)}
            </Button>
          )}
        </>
      }
    >
      <p className={classes.about}>{about[confirm]}</p>
      <ul className={classes.list} aria-label={text.askList}>
        {rows.map((row) => (
          <Line key={row.line} row={row} />
        ))}
      </ul>
    </Dialog>
  );
}

function Line({ row }: { row: SheetRow }) {
  const { desk, machines: words } = useText();
  const { sheet: text } = desk;
  const names = useProfileNames();
  const { data: machines = [] } = useMachines();
  const machine = machines.find(({ mac }) => mac === row.mac);
  const serial = row.serial ?? machine?.serial ?? null;
  return (
    <li className={classes.line}>
      <span className={classes.who}>
        <strong>{row.name ?? machine?.hostname ?? serial ?? row.mac}</strong>
        <span>{machine === undefined ? text.newMachine : (modelOf(machine) ?? words.noModel)}</span>
      </span>
      <span className={classes.ids}>
        <span>{serial ?? words.noSerial}</span>
        <span>{row.mac}</span>
      </span>
      <span>{row.profile === null ? '' : (names.get(row.profile) ?? row.profile)}</span>
    </li>
  );
}
