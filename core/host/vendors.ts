/** Who made a network card: the registry of IEEE, as the package `oui-data` brings it, read at the first need. */

/** Addresses that are made up by convention, and by whom. */
const BY_CONVENTION: readonly (readonly [string, string])[] = [['52:54:00', 'QEMU or libvirt']];

/** Longest name that is kept, in characters. */
const MOST = 64;

type Registry = ReadonlyMap<string, string>;

let reading: Promise<Registry> | undefined;
let registry: Registry | undefined;

/** Maker of a card by its address (`aa:bb:cc:dd:ee:ff`); null when nobody knows. Never rejects. */
export async function vendorOf(mac: string): Promise<string | null> {
  const made = madeUp(mac);
  if (made !== undefined) return made;
  await loadVendors();
  return knownVendor(mac);
}

/** The same at once; null also before `loadVendors` is done. */
export function knownVendor(mac: string): string | null {
  const made = madeUp(mac);
  return made === undefined ? (registry?.get(prefixOf(mac)) ?? null) : made;
}

/** Reads the registry, once. Never rejects: without it no maker is known. */
export async function loadVendors(): Promise<void> {
  reading ??= readRegistry().catch(() => new Map<string, string>());
  registry = await reading;
}

/** The maker where the registry need not be asked: by convention, or nobody (null) for a locally administered address. */
function madeUp(mac: string): string | null | undefined {
  const known = BY_CONVENTION.find(([prefix]) => mac.startsWith(prefix));
  if (known !== undefined) return known[1];
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0 ? null : undefined;
}

const prefixOf = (mac: string): string => mac.replaceAll(':', '').slice(0, 6).toUpperCase();

/** Of each entry the first line, the name: the addresses of five megabytes are let go. */
async function readRegistry(): Promise<Registry> {
  const { default: entries } = await import('oui-data', { with: { type: 'json' } });
  return new Map(
    Object.entries(entries as Record<string, string>).map(([prefix, text]) => [
      prefix,
      (text.split('\n')[0] ?? '').trim().slice(0, MOST),
    ]),
  );
}
