/** Who a MAC has said to be: docks and dongles carry one MAC from machine to machine. Pure. */

/** What tells two machines of one MAC apart; null where the machine did not say. */
export interface Identity {
  readonly serial: string | null;
  readonly uuid: string | null;
}

/** What boards say that were never given a serial (SMBIOS of Supermicro, ASUS, Gigabyte, MSI, Intel boards). */
const PLACEHOLDER =
  /^(?:|0+|none|n\/?a|default string|to be filled by o\.?e\.?m\.?|system serial number|not (?:specified|applicable|available)|serial|x+|123456789?0?|invalid)$/i;

/** More than so many are not kept: the first sentence says it. */
const MOST = 5;

/**
 * Those that are known, and who speaks now if it is somebody else. The serial counts, the UUID only where there is
 * none: firmware writes the UUID in two byte orders, and some loaders pass on one, some the other.
 */
export function knownIdentities(before: readonly Identity[], now: Partial<Identity>): readonly Identity[] {
  const serial = real(now.serial);
  const uuid = real(now.uuid);
  if (serial === null && (uuid === null || before.some((one) => one.serial !== null))) return before;
  if (before.some((one) => same(one, serial, uuid))) return before;
  // A machine that told its UUID first and its serial later is still the same.
  const rest = serial === null ? before : before.filter((one) => one.serial !== null);
  return rest.length >= MOST ? before : [...rest, { serial, uuid }];
}

const real = (text: string | null | undefined): string | null =>
  text === null || text === undefined || PLACEHOLDER.test(text.trim()) ? null : text.trim();

const same = (one: Identity, serial: string | null, uuid: string | null): boolean =>
  serial === null ? one.uuid === uuid : one.serial === serial;
