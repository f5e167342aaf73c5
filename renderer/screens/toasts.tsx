/** The corner where things are said. Good news goes by itself; trouble stays until it is put away. */
import { Button, CloseButton } from '@mantine/core';
import { TroubleCard } from '../components/problem-card.tsx';
import { useCell } from '../state/cell.ts';
import { type Notice, notices, putAway, takeBack } from '../state/notices.ts';
import { useText } from '../text/text.ts';
import classes from './toasts.module.css';

export function Toasts() {
  const shown = useCell(notices).filter((notice) => notice.shown);
  return (
    <div className={classes.corner} role="log" aria-live="polite">
      {shown.slice(-4).map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const { trouble } = useText();
  const { undo } = notice;
  return (
    <div className={classes.toast}>
      <div className={classes.words}>
        {notice.trouble === null ? (
          <p className={classes.message}>{notice.message}</p>
        ) : (
          <TroubleCard trouble={notice.trouble} />
        )}
      </div>
      {undo !== null && (
        <Button size="xs" variant="light" onClick={() => takeBack(notice)}>
          {undo.label}
        </Button>
      )}
      <CloseButton aria-label={trouble.dismiss} onClick={() => putAway(notice.id)} />
    </div>
  );
}
