/** What a sheet would do: how many rows of each outcome, each row, and the button that does it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SheetView } from '../../../../core/api/contract.ts';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { useProfiles } from '../../../state/queries.ts';
import { type Sheet, useApplySheet } from '../../../state/sheet.ts';
import { countOutcomes, erasingRows } from '../../../state/sheet-plan.ts';
import { useText } from '../../../text/text.ts';
import { EraseDialog } from './erase-dialog.tsx';
import classes from './planned-sheet.module.css';
import { SheetRows } from './sheet-rows.tsx';

export function PlannedSheet({ now, plan }: { now: Sheet; plan: SheetView }) {
  const { sheet: text } = useText().desk;
  const { data: profiles = [] } = useProfiles();
  const apply = useApplySheet();
  const [asking, setAsking] = useState(false);
  const counts = countOutcomes(plan.rows);
  const erasing = erasingRows(plan.rows, profiles);
  const doing = counts.change + counts.later;
  const { name, content } = now;
  const go = (confirmed?: boolean) => {
    setAsking(false);
    apply.mutate({ name, content, ...(confirmed === undefined ? {} : { confirmed }) });
  };
  if (plan.problems.length > 0)
    return plan.problems.map((problem) => <ProblemCard key={problem.code} problem={problem} />);
  return (
    <>
      <SheetRows rows={plan.rows} />
      <footer className={classes.foot}>
        <Button
          disabled={doing === 0}
          loading={apply.isPending}
          onClick={() => (erasing.length > 0 ? setAsking(true) : go())}
        >
          {text.apply(doing)}
        </Button>
        {counts['left-out'] > 0 && <span className={classes.left}>{text.leftOut(counts['left-out'])}</span>}
      </footer>
      {asking && <EraseDialog rows={erasing} close={() => setAsking(false)} go={go} />}
    </>
  );
}
