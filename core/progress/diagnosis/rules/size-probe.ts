/** PXE firmware asks for the size of its loader (option tsize, RFC 2349), breaks off, and fetches it then. */
import { type Case, type Diagnosis, normal, stuck } from '../case.ts';
import { SIZE_PROBE, seconds } from '../patience.ts';
import { ALIVE, fileName, last, since } from '../story.ts';

export function sizeProbe({ events, now }: Case): Diagnosis | null {
  const probe = last(since(events, 'loader', ...ALIVE), 'probed');
  if (probe === undefined) return null;
  const file = fileName(probe);
  const silent = now - probe.at;
  return silent > SIZE_PROBE
    ? stuck('STUCK_AFTER_SIZE', { file, seconds: seconds(silent) })
    : normal('NOTE_SIZE_PROBE', { file });
}
