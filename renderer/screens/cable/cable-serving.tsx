/** While serving: where, since when, and the way to stop. */
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Serving } from '../../../core/api/contract.ts';
import { Clock } from '../../components/ago.tsx';
import { formatSpeed } from '../../components/format.ts';
import { useStop } from '../../state/actions.ts';
import { cell, useCell } from '../../state/cell.ts';
import { isUnderWay } from '../../state/machine-view.ts';
import { usePause } from '../../state/pause.ts';
import { useInterfaces, useMachines } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './cable-serving.module.css';
import { ServingOptions } from './confirm-field.tsx';

/** Stopping was asked while machines are under way; the tray below the bar asks back. */
export const stopAsked = cell(false);

export function CableServing({ serving }: { serving: Serving }) {
  const { cable } = useText();
  const stop = useStop();
  const asked = useCell(stopAsked);
  const { data: machines = [] } = useMachines();
  const busy = machines.some(isUnderWay);
  const { data: interfaces } = useInterfaces(false);
  const speed = interfaces?.find(({ name }) => name === serving.interface)?.speedMbps ?? null;
  return (
    <>
      <div className={classes.live} role="status">
        <span className={classes.dot} aria-hidden="true" />
        <strong>{cable.serving}</strong>
        <span className={classes.clock}>
          <Clock since={serving.since} />
        </span>
      </div>
      <Cell
        label={cable.interface}
        value={[serving.interface, speed && formatSpeed(speed)].filter(Boolean).join(' · ')}
      />
      <Cell
        label={cable.address}
        value={`${serving.address}/${serving.prefix}`}
        title={serving.addressSetByUs ? cable.addressSet : cable.doors(serving.httpPort)}
        mark={serving.addressSetByUs}
      />
      <Cell
        label={cable.mode}
        value={cable.shortModes[serving.mode]}
        title={cable.modes[serving.mode]}
        words
      />
      {serving.mode === 'full-dhcp' && (
        <Cell
          label={cable.gives}
          value={shortRange(serving.range)}
          title={`${serving.range.first} - ${serving.range.last}`}
          rare
        />
      )}
      <span className={classes.gap} />
      <ServingOptions />
      <PauseButton />
      <Button
        size="sm"
        variant="default"
        loading={stop.isPending}
        aria-expanded={asked}
        onClick={() => (busy ? stopAsked.set(true) : stop.mutate({}))}
      >
        {cable.stop}
      </Button>
    </>
  );
}

/** Holds new installations back; without a word for the machines, which wait. */
function PauseButton() {
  const { cable } = useText();
  const { paused, busy, toggle } = usePause();
  return (
    <Button
      size="sm"
      variant="default"
      title={cable.pauseHint}
      aria-keyshortcuts="p"
      loading={busy}
      leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      onClick={toggle}
    >
      {paused ? cable.resume : cable.pause}
    </Button>
  );
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly title?: string;
  /** Underlined: there is more to know in the title. */
  readonly mark?: boolean;
  /** Words, not figures. */
  readonly words?: boolean;
  /** Left out where there is little room. */
  readonly rare?: boolean;
}

function Cell({ label, value, title, mark, words, rare }: CellProps) {
  return (
    <div className={classes.cell} title={title} data-rare={rare || undefined}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value} data-mark={mark || undefined} data-words={words || undefined}>
        {value}
      </span>
    </div>
  );
}

/** `10.77.0.100 - .199` where both are of one network. */
function shortRange({ first, last }: Serving['range']): string {
  const cut = first.lastIndexOf('.') + 1;
  return last.startsWith(first.slice(0, cut)) ? `${first} - .${last.slice(cut)}` : `${first} - ${last}`;
}
