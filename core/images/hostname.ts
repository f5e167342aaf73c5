/** The name a machine gets: its own when it has one, otherwise made from the profile's pattern. */
import { renderText } from './answers.ts';
import type { Machine } from './machine.ts';
import type { Settings } from './profile.ts';

/** `node-` and the last six digits of the MAC: unique on any bench, and found again on the sticker. */
export const DEFAULT_HOSTNAME = 'node-{{ machine.mac | remove: ":" | slice: -6, 6 }}';

/**
 * Name of one machine, a valid label (RFC 1123 section 2.1): letters, digits, hyphens, at most 63.
 * Throws TEMPLATE_INVALID when the pattern is not valid Liquid.
 */
export function hostnameFor(machine: Machine, settings: Settings): string {
  if (machine.name) return asLabel(machine.name) || fallback(machine);
  const pattern = settings.hostname || DEFAULT_HOSTNAME;
  return asLabel(renderText(pattern, { machine, settings }, 'the setting hostname')) || fallback(machine);
}

/** The nearest valid label; empty when nothing is left: `Web node #4` -> `web-node-4`. */
export function asLabel(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

const fallback = ({ mac }: Machine): string => `node-${mac.replaceAll(':', '').slice(-6)}`;
