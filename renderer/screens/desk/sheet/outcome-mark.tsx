/** What becomes of a row: a shape and a word. */
import { IconArrowRight, IconClockHour4, IconEqual, IconX } from '@tabler/icons-react';
import type { Outcome } from '../../../state/sheet-plan.ts';
import { useText } from '../../../text/text.ts';
import classes from './planned-sheet.module.css';

const ICONS: Readonly<Record<Outcome, typeof IconX>> = {
  'left-out': IconX,
  change: IconArrowRight,
  later: IconClockHour4,
  same: IconEqual,
};

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { sheet: text } = useText().desk;
  const Icon = ICONS[outcome];
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      <Icon size={16} stroke={2.25} aria-hidden="true" /> {text.outcomes[outcome]}
    </span>
  );
}
