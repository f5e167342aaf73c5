/** What went wrong: its code, what happened, what to do, and a way to pass it on. */
import { Button } from '@mantine/core';
import { useCell } from '../state/cell.ts';
import { language } from '../state/preferences.ts';
import type { Problem, Trouble } from '../state/problem.ts';
import { type Said, sayProblem, sayTrouble, useText } from '../text/text.ts';
import { useCopy } from './copy-text.tsx';
import classes from './problem-card.module.css';

interface CardProps {
  /** `warning`: what to know; `error`: what failed. */
  readonly tone?: 'warning' | 'error';
}

export function TroubleCard({ trouble, tone = 'error' }: CardProps & { readonly trouble: Trouble }) {
  return <SaidCard said={sayTrouble(trouble, useCell(language))} tone={tone} />;
}

export function ProblemCard({ problem, tone = 'error' }: CardProps & { readonly problem: Problem }) {
  return <SaidCard said={sayProblem(problem, useCell(language))} tone={tone} />;
}

function SaidCard({ said, tone }: { said: Said; tone: 'warning' | 'error' }) {
  const text = useText();
  const { copied, copy } = useCopy();
  const whole = [said.code, said.sentence, said.advice].filter((part) => part !== null).join('\n');
  return (
    <div className={classes.card} data-tone={tone}>
      <p className={classes.sentence}>{said.sentence}</p>
      <p className={classes.advice}>{said.advice}</p>
      <div className={classes.foot}>
        {said.code !== null && <span className={classes.code}>{said.code}</span>}
        <Button size="compact-xs" variant="subtle" onClick={() => copy(whole)} aria-label={text.trouble.copy}>
          {copied ? text.app.copied : text.app.copy}
        </Button>
      </div>
    </div>
  );
}
