/** The installer said and fetched nothing for longer than it ever does. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { LEAST_QUIET, minutes, QUIET, TIMES_USUAL } from '../patience.ts';

export function installerQuiet({ state, heard, now, usual }: Case): Diagnosis | null {
  if (state !== 'installing') return null;
  const longest = usual.quiet;
  const patience = longest === null ? QUIET : Math.max(LEAST_QUIET, TIMES_USUAL * longest);
  const silent = now - heard;
  return silent > patience
    ? stuck('STUCK_INSTALLER_QUIET', { minutes: minutes(silent), usual: minutes(longest ?? QUIET) })
    : null;
}
