/** Who is answered at all: lists of MAC addresses, or of their beginnings. */

export interface AdmissionLists {
  /** When it is not empty, only these are answered. */
  readonly allow: readonly string[];
  /** These are never answered, even when they are allowed as well. */
  readonly deny: readonly string[];
}

export const EVERYBODY: AdmissionLists = { allow: [], deny: [] };

const PATTERN = /^[0-9a-f]{2}(:[0-9a-f]{2}){0,5}$/;

/**
 * A pattern in the form of the lists, or null: a MAC address or its first bytes (`52:54:00`, a maker), colons or
 * dashes, with or without `:*` at the end.
 */
export function macPattern(text: string): string | null {
  const pattern = text.trim().toLowerCase().replaceAll('-', ':').replace(/:\*$/, '');
  return PATTERN.test(pattern) ? pattern : null;
}

/** The reason why a machine is not answered; null when it is. */
export function refusalOf(mac: string, { allow, deny }: AdmissionLists): string | null {
  const denied = deny.find((pattern) => matches(mac, pattern));
  if (denied !== undefined) return `it is on the deny list (${denied})`;
  if (allow.length > 0 && !allow.some((pattern) => matches(mac, pattern)))
    return 'it is not on the allow list';
  return null;
}

function matches(mac: string, pattern: string): boolean {
  return mac === pattern || mac.startsWith(`${pattern}:`);
}
