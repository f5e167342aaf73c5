/** A value in the monospaced face that a click copies. It says so for a moment, in its own place. */
import { useState } from 'react';
import { useText } from '../text/text.ts';
import classes from './copy-text.module.css';

export interface CopyTextProps {
  readonly value: string;
  /** What it is, for the label: `MAC`. */
  readonly what: string;
  /** Long values run over several lines instead of being cut. */
  readonly wrap?: boolean;
}

export function CopyText({ value, what, wrap = false }: CopyTextProps) {
  const { app } = useText();
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      className={classes.copy}
      data-wrap={wrap || undefined}
      aria-label={`${value}. ${copied ? app.copied : app.copyThis(what)}`}
      title={app.copyThis(what)}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        copy(value);
      }}
    >
      <span className={classes.value}>{value}</span>
      {copied && <span className={classes.said}>{app.copied}</span>}
    </button>
  );
}

/** Copies to the clipboard; `copied` is true for a moment after it worked. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  const copy = async (value: string) => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 1200);
    } catch {
      // The browser may refuse; the text stays selectable.
    }
  };
  return { copied, copy: (value: string) => void copy(value) };
}
