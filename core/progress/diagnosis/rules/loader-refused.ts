/** The loader was fetched and nothing came of it. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { LOADER, seconds } from '../patience.ts';
import { ALIVE, fileName, since } from '../story.ts';

/**
 * Firmware with Secure Boot fetches a loader whole, refuses its signature and tries the next boot entry, often the
 * network again: so it fetches it twice, with nothing that only a running loader does in between.
 */
export function loaderRefused({ events, firmware, heard, now }: Case): Diagnosis | null {
  const fetched = since(events, ...ALIVE).filter(({ kind }) => kind === 'loader');
  const loader = fetched.at(-1);
  if (loader === undefined) return null;
  const after = events.slice(events.indexOf(loader) + 1);
  // An iPXE that asks for an address has been started.
  if (after.some(({ detail }) => detail.stage === 'ipxe')) return null;
  const file = fileName(loader);
  const again = fetched.filter((one) => fileName(one) === file).length;
  const silent = now - Math.max(loader.at, heard);
  const uefi = firmware.startsWith('uefi');
  if (uefi && (again > 1 || silent > LOADER)) return stuck('STUCK_LOADER_REFUSED', { file, count: again });
  return silent > LOADER ? stuck('STUCK_LOADER_SILENT', { file, seconds: seconds(silent) }) : null;
}
