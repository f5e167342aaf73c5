/** The loader was fetched and nothing came of it. */
import { type Case, type Diagnosis, note, stuck } from '../case.ts';
import { LOADER, seconds } from '../patience.ts';
import { ALIVE, baseName, fileName, since } from '../story.ts';

/**
 * Firmware with Secure Boot fetches a loader whole, refuses its signature and tries the next boot entry, often the
 * network again; then it is given the next loader of its ladder. One that fetches the same twice, with nothing that only
 * a running loader does in between, has been through all of them.
 */
export function loaderRefused({ events, firmware, heard, now }: Case): Diagnosis | null {
  const lately = since(events, ...ALIVE);
  const fetched = lately.filter(({ kind }) => kind === 'loader');
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
  if (silent > LOADER) return stuck('STUCK_LOADER_SILENT', { file, seconds: seconds(silent) });
  const passed = lately.findLast(({ kind }) => kind === 'loader-silent');
  if (passed === undefined) return null;
  const next = baseName(String(passed.detail.next));
  return note(uefi ? 'NOTE_LOADER_REFUSED' : 'NOTE_LOADER_NEXT', { file: fileName(passed), next });
}
