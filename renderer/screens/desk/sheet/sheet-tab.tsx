/** A job sheet: brought, looked over, applied. */
import { Button } from '@mantine/core';
import { TroubleCard } from '../../../components/problem-card.tsx';
import { useCell } from '../../../state/cell.ts';
import { troubleOf } from '../../../state/problem.ts';
import { closeSheet, type Sheet, sheet, useSheetPlan } from '../../../state/sheet.ts';
import { useText } from '../../../text/text.ts';
import { AppliedSheet } from './applied-sheet.tsx';
import { ChooseSheet } from './choose-sheet.tsx';
import { NoSheet } from './no-sheet.tsx';
import { PlannedSheet } from './planned-sheet.tsx';
import classes from './sheet-tab.module.css';

export function SheetTab() {
  const now = useCell(sheet);
  if (now === null) return <NoSheet />;
  return now.applied === null ? (
    <LookedOver key={now.id} now={now} />
  ) : (
    <AppliedSheet now={now} applied={now.applied} />
  );
}

function LookedOver({ now }: { now: Sheet }) {
  const { sheet: text } = useText().desk;
  const { data: plan, error, refetch, isRefetching } = useSheetPlan(now);
  return (
    <div className={classes.sheet}>
      <header className={classes.head}>
        <h2 className={classes.title}>{now.name}</h2>
        <div className={classes.tools}>
          <Button size="xs" variant="default" loading={isRefetching} onClick={() => void refetch()}>
            {text.again}
          </Button>
          <ChooseSheet size="xs" variant="default" label={text.another} />
          <Button size="xs" variant="subtle" onClick={closeSheet}>
            {text.putAway}
          </Button>
        </div>
      </header>
      {error !== null && <TroubleCard trouble={troubleOf(error)} />}
      {plan === undefined && error === null && <p role="status">{text.reading}</p>}
      {plan !== undefined && error === null && <PlannedSheet now={now} plan={plan} />}
    </div>
  );
}
