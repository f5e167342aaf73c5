/** A row of bars, the newest at the right; each is one measurement. Full height is the fastest of them. */
import classes from './sparkline.module.css';

const BARS = 60;
const WIDTH = 3;
const HEIGHT = 20;

export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const shown = values.slice(-BARS);
  const top = Math.max(1, ...shown);
  const first = BARS - shown.length;
  const bar = (value: number, index: number) => {
    const height = value === 0 ? 0 : Math.max(1.5, (value / top) * (HEIGHT - 1));
    return `M${(first + index) * WIDTH} ${HEIGHT}v${-height}h${WIDTH - 1}v${height}z`;
  };
  return (
    <svg
      className={classes.spark}
      width={BARS * WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${BARS * WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <path className={classes.base} d={`M0 ${HEIGHT - 0.5}h${BARS * WIDTH}`} />
      <path className={classes.bar} d={shown.map(bar).join('')} />
    </svg>
  );
}
