/** The top bar: first step of three. While it is tinted, this laptop answers DHCP. */
import { useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { BarTools } from './bar-tools.tsx';
import classes from './cable-bar.module.css';
import { CableIdle } from './cable-idle.tsx';
import { CableServing } from './cable-serving.tsx';
import { JobButton } from './job-button.tsx';

export function CableBar() {
  const { app, cable } = useText();
  const { data: status } = useStatus();
  const serving = status?.serving ?? null;
  return (
    <header className={classes.bar} data-serving={serving !== null || undefined}>
      <div className={classes.brand}>
        <div className={classes.names}>
          <h1>{app.title}</h1>
          {status && <span className={classes.laptop}>{status.laptop}</span>}
        </div>
        <JobButton />
      </div>
      <section className={classes.cable} aria-label={cable.step}>
        {serving !== null ? <CableServing serving={serving} /> : status && <CableIdle />}
      </section>
      <BarTools />
    </header>
  );
}
