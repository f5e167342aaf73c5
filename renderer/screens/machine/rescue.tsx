/** Beside another DHCP server some firmware never gets a boot file: a complete lease helps it, and only it. */
import { Button } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { useAllowRescue, useEndRescue } from '../../state/actions.ts';
import { useRescue } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-now.module.css';

export interface RescueProps {
  /** It has a complete lease, or may have one. */
  readonly allowed: boolean;
  /** FIRST-LAST that the lease is of. */
  readonly range: string;
}

/** null: it needs no rescue, or nothing can be lent. */
export function useRescueOf({ mac, diagnosis }: MachineView): RescueProps | null {
  const { data } = useRescue();
  if (data === undefined) return null;
  const range = data.range ?? data.suggested;
  const allowed = data.allowed.includes(mac);
  const needed = data.stuck.includes(mac) || diagnosis?.action === 'rescue';
  return range !== null && (allowed || needed) ? { allowed, range } : null;
}

export function Rescue({ machine, allowed, range }: RescueProps & { machine: MachineView }) {
  const { machine: text } = useText();
  const allow = useAllowRescue();
  const end = useEndRescue();
  const { mac } = machine;
  return (
    <div className={classes.rescue}>
      <p className={classes.hint}>{allowed ? text.rescued(range) : text.rescueHint(range)}</p>
      {allowed ? (
        <Button size="sm" variant="default" loading={end.isPending} onClick={() => end.mutate({ mac })}>
          {text.rescueEnd}
        </Button>
      ) : (
        <Button size="sm" loading={allow.isPending} onClick={() => allow.mutate({ mac })}>
          {text.rescue}
        </Button>
      )}
    </div>
  );
}
