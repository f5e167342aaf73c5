/** Everything that was said, newest first. */
import { Button } from '@mantine/core';
import { formatTime } from '../../components/format.ts';
import { TroubleCard } from '../../components/problem-card.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { useCell } from '../../state/cell.ts';
import { clearNotices, notices, takeBack } from '../../state/notices.ts';
import { language } from '../../state/preferences.ts';
import { useText } from '../../text/text.ts';
import classes from './notices-panel.module.css';

export function NoticesPanel() {
  const { trouble } = useText();
  const all = useCell(notices);
  const spoken = useCell(language);
  return (
    <SidePanel
      kind={trouble.list}
      heading={trouble.list}
      foot={
        all.length > 0 && (
          <Button size="sm" variant="default" onClick={clearNotices}>
            {trouble.clear}
          </Button>
        )
      }
    >
      {all.length === 0 && <p className={classes.empty}>{trouble.empty}</p>}
      <ol className={classes.list}>
        {all.toReversed().map((notice) => (
          <li key={notice.id}>
            <time className={classes.time}>{formatTime(notice.at, spoken)}</time>
            {notice.trouble === null ? <p>{notice.message}</p> : <TroubleCard trouble={notice.trouble} />}
            {notice.undo !== null && (
              <Button size="compact-sm" variant="light" onClick={() => takeBack(notice)}>
                {notice.undo.label}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </SidePanel>
  );
}
