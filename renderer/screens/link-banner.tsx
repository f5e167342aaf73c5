/** Says calmly that the engine is not heard, for as long as that is so. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useCell } from '../state/cell.ts';
import { link } from '../state/connection.ts';
import { useText } from '../text/text.ts';
import classes from './link-banner.module.css';

export function LinkBanner() {
  const { link: text } = useText();
  const now = useCell(link);
  if (now !== 'lost') return <div role="status" />;
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={18} aria-hidden="true" /> {text.lost}
    </div>
  );
}
