/** A machine's state as a shape, a word and a colour together; the shape alone still says it. */
import type { ReactNode } from 'react';
import type { ShownState } from '../state/machine-view.ts';
import { useText } from '../text/text.ts';
import classes from './state-mark.module.css';

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round' } as const;

const SHAPES: Readonly<Record<ShownState, ReactNode>> = {
  new: <circle cx="8" cy="8" r="5.5" {...stroke} />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="5.5" {...stroke} />
      <path d="M8 8V3.5A4.5 4.5 0 0 1 12.5 8z" fill="currentColor" />
    </>
  ),
  booting: <path d="M4.5 3l8 5-8 5z" {...stroke} strokeLinejoin="round" />,
  installing: <path d="M4 2.2l9.3 5.8L4 13.8z" fill="currentColor" />,
  running: (
    <>
      <path d="M5.8 4.6l5.4 3.4-5.4 3.4z" fill="currentColor" />
      <circle cx="8" cy="8" r="6.3" {...stroke} strokeWidth={1.6} />
    </>
  ),
  installed: <path d="M2.8 8.6l3.5 3.6 7-8" {...stroke} strokeWidth={2.5} strokeLinejoin="round" />,
  local: (
    <>
      <rect x="2.5" y="4" width="11" height="8" rx="1.5" {...stroke} />
      <path d="M5 9.5h3" {...stroke} />
    </>
  ),
  stuck: (
    <>
      <path d="M8 2.2L14.3 13.3H1.7z" {...stroke} strokeWidth={1.8} strokeLinejoin="round" />
      <path d="M8 6.4v3.2M8 11.4v.1" {...stroke} strokeWidth={1.8} />
    </>
  ),
  queued: (
    <>
      <circle cx="8" cy="8" r="5.5" {...stroke} strokeDasharray="2.4 2.9" />
      <path d="M8 5.5V8l1.8 1.4" {...stroke} strokeWidth={1.6} />
    </>
  ),
  held: <path d="M5.5 3.5v9M10.5 3.5v9" {...stroke} strokeWidth={2.8} />,
  gone: (
    <>
      <circle cx="8" cy="8" r="5.5" {...stroke} strokeWidth={1.6} />
      <path d="M3.5 12.5l9-9" {...stroke} strokeWidth={1.6} />
    </>
  ),
  failed: <path d="M3.5 3.5l9 9m0-9l-9 9" {...stroke} strokeWidth={2.5} />,
};

export function StateShape({ state }: { state: ShownState }) {
  return (
    <svg
      className={classes.shape}
      data-state={state}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
    >
      {SHAPES[state]}
    </svg>
  );
}

export function StateMark({ state }: { state: ShownState }) {
  const { machines } = useText();
  return (
    <span className={classes.mark} data-state={state}>
      <StateShape state={state} />
      {machines.states[state]}
    </span>
  );
}
