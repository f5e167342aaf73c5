/** Answers fetched twice for one script: the installer began again without the loader. */
import { type Case, type Diagnosis, note } from '../case.ts';
import { since } from '../story.ts';

/** Some installers fetch their answers again at once, through another program; later it is a new beginning. */
const SAME_START = 60_000;

export function installerRestarted({ events, state }: Case): Diagnosis | null {
  if (state !== 'installing') return null;
  const [first, ...more] = since(events, 'script').filter(({ kind }) => kind === 'answers');
  if (first === undefined) return null;
  const again = more.filter(({ at }) => at - first.at > SAME_START);
  return again.length === 0 ? null : note('NOTE_INSTALLER_RESTARTED', { count: again.length + 1 });
}
