/** How many things stand in the way of serving, or should be known while it goes on; a click says which, and what to do. */
import { Popover } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ProblemCard } from '../../components/problem-card.tsx';
import type { Problem } from '../../state/problem.ts';
import { useText } from '../../text/text.ts';
import classes from './missing.module.css';

interface MissingProps {
  readonly missing: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export function Missing({ missing, warnings }: MissingProps) {
  const { strip, shelf } = useText();
  const label = missing.length > 0 ? strip.missing(missing.length) : shelf.warnings(warnings.length);
  return (
    <Popover position="bottom" width={440} trapFocus>
      <Popover.Target>
        <button type="button" className={classes.missing}>
          <IconAlertTriangle size={16} aria-hidden="true" /> {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.problems}>
          {[...missing, ...warnings].map((problem) => (
            <ProblemCard key={problem.sentence} problem={problem} tone="warning" />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
