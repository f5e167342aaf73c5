/** The range of addresses that is given away. */
import { FieldbootError, type Problem, problem } from '../errors.ts';
import {
  broadcastOf,
  formatIpv4,
  type Ipv4Network,
  isHostOf,
  networkOf,
  parseIpv4,
} from '../wire/address.ts';

export interface AddressRange {
  /** Dotted, both ends included. */
  readonly first: string;
  readonly last: string;
}

/** Addresses in some ranges. */
export function rangeSize(ranges: readonly AddressRange[]): number {
  return ranges.reduce(
    (sum, { first, last }) => sum + (parseIpv4(last) ?? 0) - (parseIpv4(first) ?? 0) + 1,
    0,
  );
}

/** POOL_EXHAUSTED when every address of the ranges is in use: the next machine gets no answer. */
export function exhausted(
  ranges: readonly AddressRange[],
  leases: { used: number; size: number } | null,
): Problem | null {
  if (leases === null || leases.used < leases.size) return null;
  return problem('POOL_EXHAUSTED', { range: ranges.map(({ first, last }) => `${first}-${last}`).join(', ') });
}

/**
 * The range a technician would choose: .100 to .199 in the part of the network our own address is in, and in a network
 * smaller than that its upper half.
 */
export function suggestRange(server: Ipv4Network): AddressRange {
  const network = networkOf(server);
  const broadcast = broadcastOf(server);
  if (server.prefix <= 24) {
    const block = (server.address & 0xffffff00) >>> 0;
    return { first: formatIpv4(block + 100), last: formatIpv4(block + 199) };
  }
  const middle = network + Math.ceil((broadcast - network) / 2);
  return { first: formatIpv4(middle), last: formatIpv4(broadcast - 1) };
}

/** Addresses of a rescue range: a machine keeps its for ten minutes, and machines are switched on one after the other. */
const RESCUE_SIZE = 8;

/**
 * A few addresses beside another server, for machines that need a complete lease: high up in our part of the network,
 * where servers seldom give from, but below the last one, which is often a router's. What somebody uses all the same is
 * found out before it is given. Null where the network is too small.
 * @param taken dotted addresses that are known to be somebody's
 */
export function suggestRescueRange(server: Ipv4Network, taken: readonly string[]): AddressRange | null {
  const block = server.prefix <= 24 ? { ...server, prefix: 24 } : server;
  const used = [server.address, ...taken.map((address) => parseIpv4(address) ?? 0)];
  for (let last = broadcastOf(block) - 2; last - RESCUE_SIZE >= networkOf(block); last -= RESCUE_SIZE) {
    const first = last - RESCUE_SIZE + 1;
    if (!used.some((address) => address >= first && address <= last))
      return { first: formatIpv4(first), last: formatIpv4(last) };
  }
  return null;
}

/** `FIRST-LAST`. */
export const rangeText = ({ first, last }: AddressRange): string => `${first}-${last}`;

/**
 * Reads `FIRST-LAST`, or several with commas between: the second is used when the first is, and so on. Throws
 * RANGE_INVALID.
 */
export function readRanges(text: string, server: Ipv4Network): readonly [AddressRange, ...AddressRange[]] {
  const [first = '', ...further] = text.split(',');
  return [readRange(first, server), ...further.map((one) => readRange(one, server))];
}

/** Reads `FIRST-LAST`. Throws RANGE_INVALID when it is not one, or lies outside the network of the interface. */
export function readRange(text: string, server: Ipv4Network): AddressRange {
  const refuse = (detail: string) => new FieldbootError('RANGE_INVALID', { range: text, detail });
  const [first, last, more] = text.split('-').map((part) => parseIpv4(part.trim()));
  if (first == null || last == null || more !== undefined) throw refuse('it is not FIRST-LAST');
  if (first > last) throw refuse('its end comes before its beginning');
  if (!isHostOf(server, first) || !isHostOf(server, last))
    throw refuse(`it is not inside ${formatIpv4(networkOf(server))}/${server.prefix}`);
  return { first: formatIpv4(first), last: formatIpv4(last) };
}
