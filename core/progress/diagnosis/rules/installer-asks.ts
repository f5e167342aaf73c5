/** The installer says itself that it stands still and asks. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { last } from '../story.ts';

export function installerAsks({ events, state }: Case): Diagnosis | null {
  const report = last(events, 'reported', 'script', 'finished');
  return state === 'installing' && report?.detail.stage === 'choose-disk'
    ? stuck('STUCK_INSTALLER_ASKS', {}, 'reinstall')
    : null;
}
