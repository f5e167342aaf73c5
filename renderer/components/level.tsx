/** How far: a thin bar and a figure. Nothing is drawn when nothing is known. */
import classes from './level.module.css';

export function Level({ share, label }: { share: number; label: string }) {
  const percent = Math.round(share * 100);
  return (
    <progress className={classes.level} max={100} value={percent} aria-label={label}>
      {percent} %
    </progress>
  );
}
