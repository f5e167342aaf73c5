/** The installer says itself that it stands still and asks, or its answers leave open what it must ask. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { QUESTION } from '../patience.ts';
import { last, since } from '../story.ts';

export function installerAsks({ events, state }: Case): Diagnosis | null {
  const report = last(events, 'reported', 'script', 'finished');
  return state === 'installing' && report?.detail.stage === 'choose-disk'
    ? stuck('STUCK_INSTALLER_ASKS', {}, 'reinstall')
    : null;
}

/** It has its answers, there is no password in them, and what comes after that question has not begun. */
export function installerAsksPassword({ events, state, heard, now }: Case): Diagnosis | null {
  const until = last(events, 'answers', 'script', 'finished')?.detail.asksUntil;
  if (state !== 'installing' || until === undefined) return null;
  const after = since(events, 'answers').map(({ detail }) => detail.stage);
  const answered = after.includes(until) || after.includes('finishing');
  return !answered && now - heard > QUESTION ? stuck('STUCK_INSTALLER_ASKS_PASSWORD', {}, 'answers') : null;
}
