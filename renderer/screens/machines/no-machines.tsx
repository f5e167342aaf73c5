/** The place of the machines while there are none: what to do next, in the order of the work. */
import { useCell } from '../../state/cell.ts';
import { importJobs } from '../../state/imports.ts';
import { useImages, useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { FirstRun } from '../first-run/first-run.tsx';
import classes from './no-machines.module.css';

export function NoMachines() {
  const { machines: text } = useText();
  const { data: images } = useImages();
  const { data: status } = useStatus();
  const importing = useCell(importJobs).length > 0;
  if (images === undefined || status === undefined) return null;
  const serving = status.serving;
  if (serving === null && ((images.length === 0 && !importing) || status.missing.length > 0))
    return <FirstRun />;
  return (
    <div className={classes.none}>
      <h2 className={classes.title}>{text.empty}</h2>
      <p>{serving === null ? text.emptyIdle : text.emptyServing(serving.interface)}</p>
      <p className={classes.hint}>{text.emptyHow}</p>
    </div>
  );
}
