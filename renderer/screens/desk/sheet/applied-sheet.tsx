/** What a sheet has done, and the way back. */
import { Button } from '@mantine/core';
import { closeDesk } from '../../../state/desk.ts';
import { type Applied, closeSheet, type Sheet, useTakeBackSheet } from '../../../state/sheet.ts';
import { countOutcomes } from '../../../state/sheet-plan.ts';
import { useText } from '../../../text/text.ts';
import { SheetRows } from './sheet-rows.tsx';
import classes from './sheet-tab.module.css';

export function AppliedSheet({ now, applied }: { now: Sheet; applied: Applied }) {
  const { sheet: text } = useText().desk;
  const takeBack = useTakeBackSheet();
  const { plan, done, undone } = applied;
  const counts = countOutcomes(plan.rows);
  const leave = () => {
    closeSheet();
    closeDesk();
  };
  return (
    <div className={classes.sheet}>
      <h2 className={classes.title}>{now.name}</h2>
      <div className={classes.result} data-undone={undone || undefined} role="status">
        <p>{undone ? text.undone : text.applied(counts.change + counts.same, counts.later)}</p>
        {done !== null && !undone && (
          <Button size="sm" variant="default" onClick={() => takeBack(done.id)}>
            {text.takeBack}
          </Button>
        )}
        <Button size="sm" variant="default" onClick={closeSheet}>
          {text.another}
        </Button>
        <Button size="sm" onClick={leave}>
          {text.toMachines}
        </Button>
      </div>
      {!undone && <SheetRows rows={plan.rows} done />}
    </div>
  );
}
