/** The answer in one sentence, both ways beside each other, and the button that sets the queue. */
import { Button } from '@mantine/core';
import type { BudgetView } from '../../../../core/api/contract.ts';
import { formatBytes } from '../../../components/format.ts';
import { Level } from '../../../components/level.tsx';
import { hoursOf, useSetMost } from '../../../state/budget.ts';
import { usePolicy } from '../../../state/queries.ts';
import { useText } from '../../../text/text.ts';
import classes from './time-tab.module.css';

export function BudgetAnswer({ budget }: { budget: BudgetView }) {
  const { time: text } = useText().desk;
  const { machines, bytes, together, batch, inBatches } = budget;
  if (together === null || batch === null || inBatches === null || bytes === null)
    return (
      <div className={classes.unknown} role="status">
        <p className={classes.answer}>{text.unknown}</p>
        <p>{bytes === null ? text.unknownWhy : text.noLink}</p>
      </div>
    );
  const span = (milliseconds: number) => {
    const { hours, minutes } = hoursOf(milliseconds);
    return text.span(hours, minutes);
  };
  const allAtOnce = batch >= machines;
  const longest = Math.max(together, inBatches);
  return (
    <>
      <p className={classes.answer} role="status">
        {allAtOnce
          ? text.answerAtOnce(machines, span(together))
          : text.answer(machines, span(together), batch, span(inBatches))}
      </p>
      {!allAtOnce && (
        <dl className={classes.ways}>
          {[[text.together, together] as const, [text.inBatches(batch), inBatches] as const].map(
            ([name, took]) => (
              <div key={name} className={classes.way}>
                <dt>{name}</dt>
                <dd>
                  <Level share={took / longest} label={name} />
                  <span>{span(took)}</span>
                </dd>
              </div>
            ),
          )}
        </dl>
      )}
      <p className={classes.lead}>{text.fetches(formatBytes(bytes))}</p>
      <Queue batch={allAtOnce ? null : batch} />
    </>
  );
}

/** `batch`: the limit that is worth setting; null: none. */
function Queue({ batch }: { batch: number | null }) {
  const { time: text } = useText().desk;
  const { data: policy } = usePolicy();
  const set = useSetMost(policy?.most ?? null);
  if (policy === undefined) return null;
  const { most, running, waiting } = policy;
  return (
    <div className={classes.queue}>
      <p>{text.limitNow(most, running, waiting)}</p>
      {batch !== null && most !== batch && (
        <Button loading={set.isPending} onClick={() => set.mutate({ most: batch })}>
          {text.limit(batch)}
        </Button>
      )}
      {most !== null && (
        <Button variant="default" loading={set.isPending} onClick={() => set.mutate({ most: null })}>
          {text.limitOff}
        </Button>
      )}
    </div>
  );
}
