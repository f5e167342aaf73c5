/** The lower edge: speed, machines per state, addresses, what is missing. */
import type { Status } from '../../../core/api/contract.ts';
import { formatBytes } from '../../components/format.ts';
import { Sparkline } from '../../components/sparkline.tsx';
import { StateShape } from '../../components/state-mark.tsx';
import { countStates, SHOWN_STATES } from '../../state/machine-view.ts';
import { useMachines, useStatus } from '../../state/queries.ts';
import { useThroughput } from '../../state/throughput.ts';
import { useText } from '../../text/text.ts';
import { Missing } from './missing.tsx';
import classes from './strip.module.css';

export function Strip() {
  const { strip } = useText();
  const { data: status } = useStatus();
  return (
    <section className={classes.strip} aria-label={strip.step}>
      {status?.serving && <Speed status={status} />}
      <States />
      <span className={classes.gap} />
      {status?.leases && <span>{strip.leases(status.leases.used, status.leases.size)}</span>}
      {status && status.missing.length + status.warnings.length > 0 && (
        <Missing missing={status.missing} warnings={status.warnings} />
      )}
      {status && <span className={classes.version}>{strip.version(status.version)}</span>}
    </section>
  );
}

function Speed({ status }: { status: Status }) {
  const { strip } = useText();
  const speeds = useThroughput();
  const now = speeds.at(-1) ?? 0;
  return (
    <>
      <Sparkline values={speeds} label={strip.speed} />
      <b className={classes.speed}>{now === 0 ? strip.idle : strip.perSecond(formatBytes(now))}</b>
      <span className={classes.served}>{strip.served(formatBytes(status.bytesServed))}</span>
    </>
  );
}

function States() {
  const { machines: text } = useText();
  const { data: machines = [] } = useMachines();
  const counts = countStates(machines);
  return SHOWN_STATES.filter((state) => counts[state] > 0).map((state) => (
    <span key={state} className={classes.count}>
      <StateShape state={state} /> {counts[state]} <span className={classes.word}>{text.states[state]}</span>
    </span>
  ));
}
