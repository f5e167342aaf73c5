/** Who made a network card, as far as this system knows: the registry of IEEE that many packages bring along. */

import { readFile } from 'node:fs/promises';

/** Files with the registry: udev's, Fedora's hwdata, Debian's ieee-data, nmap's. */
const REGISTRIES = [
  '/usr/lib/udev/hwdb.d/20-OUI.hwdb',
  '/lib/udev/hwdb.d/20-OUI.hwdb',
  '/usr/share/hwdata/oui.txt',
  '/usr/share/ieee-data/oui.txt',
  '/usr/share/nmap/nmap-mac-prefixes',
];

/** Addresses that are made up by convention, and by whom. */
const BY_CONVENTION: readonly (readonly [string, string])[] = [['52:54:00', 'QEMU or libvirt']];

/** Maker of a card by its address (`aa:bb:cc:dd:ee:ff`); null when nobody knows. Never rejects. */
export async function vendorOf(mac: string): Promise<string | null> {
  const known = BY_CONVENTION.find(([prefix]) => mac.startsWith(prefix));
  if (known !== undefined) return known[1];
  // Locally administered: no maker has it.
  if ((Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0) return null;
  for (const path of REGISTRIES) {
    const found = findVendor(await readFile(path, 'utf8').catch(() => ''), mac);
    if (found !== null) return found;
  }
  return null;
}

/** The maker in the text of a registry: `OUI:0002FD*` and its next line, or `0002FD … maker` in one line. */
export function findVendor(registry: string, mac: string): string | null {
  const prefix = mac.replaceAll(':', '').slice(0, 6).toUpperCase();
  const found = new RegExp(
    `^(?:OUI:${prefix}\\*\\n ID_OUI_FROM_DATABASE=|${prefix}\\s+(?:\\(base 16\\)\\s+)?)(.+)$`,
    'm',
  ).exec(registry);
  return found?.[1]?.trim().slice(0, 64) || null;
}
