/** A question in its place instead of a dialog: what will happen, yes, no. Escape means no. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/text.ts';
import classes from './ask.module.css';

export interface AskProps {
  readonly children: ReactNode;
  readonly yes: string;
  readonly no?: string;
  /** It destroys something: the button says so in its colour. */
  readonly danger?: boolean;
  readonly busy?: boolean;
  onYes(): void;
  onNo(): void;
}

export function Ask({ children, yes, no, danger = false, busy = false, onYes, onNo }: AskProps) {
  const { app } = useText();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens for Escape from the buttons inside
    <div
      className={classes.ask}
      data-danger={danger || undefined}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onNo();
      }}
    >
      <div className={classes.words}>{children}</div>
      <div className={classes.buttons}>
        <Button ref={first} size="xs" color={danger ? 'red' : 'blue'} loading={busy} onClick={onYes}>
          {yes}
        </Button>
        <Button size="xs" variant="default" onClick={onNo}>
          {no ?? app.cancel}
        </Button>
      </div>
    </div>
  );
}
