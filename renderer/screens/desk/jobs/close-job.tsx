/** Closing a job: what becomes of its machines, what would be lost, and a way back afterwards. */
import type { JobView } from '../../../../core/api/contract.ts';
import { Ask } from '../../../components/ask.tsx';
import { underWayOf, useCloseJob } from '../../../state/jobs.ts';
import { useMachines } from '../../../state/queries.ts';
import { useSums } from '../../../state/report.ts';
import { useText } from '../../../text/text.ts';
import { Summing } from '../report/summing.tsx';
import classes from './job-screen.module.css';

export function CloseJob({ job, done }: { job: JobView; done: () => void }) {
  const { jobs: text } = useText().desk;
  const { data: machines = [] } = useMachines();
  const close = useCloseJob();
  const busy = underWayOf(job.id, machines).length;
  return (
    <div className={classes.closing}>
      <Ask
        danger={busy > 0}
        yes={busy > 0 ? text.closeAnyway : text.closeNow}
        busy={close.isPending}
        onNo={done}
        onYes={() => close.mutate({ id: job.id, insist: busy > 0 }, { onSettled: done })}
      >
        {busy > 0 && <p>{text.closeBusy(busy)}</p>}
        <p>{text.closeAsk(machines.filter((machine) => machine.job === job.id).length)}</p>
      </Ask>
      {close.isPending && <Waiting job={job.id} />}
    </div>
  );
}

/** Its report is made: what that waits for. */
function Waiting({ job }: { job: string }) {
  const { jobs: text } = useText().desk;
  const { data: sums = [] } = useSums(job, false);
  return (
    <>
      <p role="status">{text.closing}</p>
      <Summing job={job} sums={sums} />
    </>
  );
}
