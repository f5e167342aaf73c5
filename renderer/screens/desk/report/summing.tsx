/** Sums of media that a report names and that are not known yet: how far each is, and a way to go on without. */
import { Button } from '@mantine/core';
import type { SumView } from '../../../../core/api/contract.ts';
import { formatBytes } from '../../../components/format.ts';
import { Level } from '../../../components/level.tsx';
import { useImages } from '../../../state/queries.ts';
import { useCancelSums } from '../../../state/report.ts';
import { useText } from '../../../text/text.ts';
import classes from './report-tab.module.css';

export function Summing({ job, sums }: { job: string; sums: readonly SumView[] }) {
  const { report: text } = useText().desk;
  const cancel = useCancelSums();
  const open = sums.filter(({ making }) => making !== null);
  if (open.length === 0) return null;
  return (
    <div className={classes.summing} role="status">
      {open.map((sum) => (
        <Sum key={sum.image} sum={sum} />
      ))}
      <div className={classes.line}>
        <span className={classes.why}>{text.sumWhy}</span>
        <Button
          size="xs"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ id: job })}
        >
          {text.without}
        </Button>
      </div>
    </div>
  );
}

function Sum({ sum: { image, making } }: { sum: SumView }) {
  const { report: text } = useText().desk;
  const { data: images = [] } = useImages();
  const { done = 0, bytes = 0 } = making ?? {};
  const share = done / Math.max(1, bytes);
  const says = text.sum(images.find(({ id }) => id === image)?.name ?? image, formatBytes(bytes));
  return (
    <div>
      <div className={classes.line}>
        <span>{says}</span>
        <span className={classes.share}>{Math.floor(100 * share)} %</span>
      </div>
      <Level share={share} label={says} />
    </div>
  );
}
