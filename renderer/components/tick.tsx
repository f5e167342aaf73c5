/** A box to tick, the browser's own: a thousand rows have one, and one that is drawn by scripts costs ten times as much. */
import type { ComponentProps } from 'react';
import classes from './tick.module.css';

export interface TickProps extends Omit<ComponentProps<'input'>, 'type' | 'ref'> {
  /** Some of what it stands for are ticked, not all. */
  readonly indeterminate?: boolean;
}

export function Tick({ indeterminate = false, className = '', ...rest }: TickProps) {
  return (
    <input
      {...rest}
      type="checkbox"
      className={`${classes.tick} ${className}`}
      ref={(box) => {
        if (box !== null) box.indeterminate = indeterminate;
      }}
    />
  );
}
