/** The lower edge: the link's speed, addresses, other servers on the cable, what is missing. */
import type { Status } from '../../../core/api/contract.ts';
import { formatBytes } from '../../components/format.ts';
import { Sparkline } from '../../components/sparkline.tsx';
import { useStatus } from '../../state/queries.ts';
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
      <span className={classes.gap} />
      {status?.serving && <Others servers={status.otherServers} />}
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

/** Who else answers machines on the cable. */
function Others({ servers }: { servers: Status['otherServers'] }) {
  const { strip } = useText();
  if (servers.length === 0) return <span>{strip.alone}</span>;
  return <b className={classes.others}>{strip.others(servers.map(({ address }) => address).join(', '))}</b>;
}
