/** Which interface to offer, what speaks against it, and which address to set on it. Pure. */
import type { NetworkInterface } from '../../core/api/contract.ts';

/** Reasons to think twice before answering DHCP on an interface. */
export type CableDoubt = 'wireless' | 'default-route' | 'virtual' | 'no-link' | 'no-address';

export function doubtsOf(one: NetworkInterface): CableDoubt[] {
  const doubts: CableDoubt[] = [];
  if (one.wireless) doubts.push('wireless');
  if (one.defaultRoute) doubts.push('default-route');
  if (one.virtual) doubts.push('virtual');
  if (!one.link) doubts.push('no-link');
  if (one.addresses.length === 0) doubts.push('no-address');
  return doubts;
}

/** Answering DHCP here would disturb a network that is in use: refused until the technician insists. */
export const isDangerous = (one: NetworkInterface): boolean => one.wireless || one.defaultRoute;

/** Wired, with link, not the way to the internet, real: in this order; null when everything is dangerous. */
export function preferredInterface(all: readonly NetworkInterface[]): NetworkInterface | null {
  const weight = (one: NetworkInterface) => (one.link ? 0 : 2) + (one.virtual ? 1 : 0);
  const safe = all.filter((one) => !isDangerous(one));
  return safe.toSorted((a, b) => weight(a) - weight(b))[0] ?? null;
}

/** Best first; what would be refused comes last. */
export function orderInterfaces(all: readonly NetworkInterface[]): NetworkInterface[] {
  const weight = (one: NetworkInterface) =>
    (isDangerous(one) ? 4 : 0) + (one.link ? 0 : 2) + (one.virtual ? 1 : 0);
  return all.toSorted((a, b) => weight(a) - weight(b) || a.name.localeCompare(b.name));
}

/** A private network that none of this laptop's interfaces is in. */
export function suggestAddress(all: readonly NetworkInterface[]): string {
  const taken = (prefix: string) =>
    all.some(({ addresses }) => addresses.some((cidr) => cidr.startsWith(prefix)));
  const free = [77, 78, 79, 80].find((third) => !taken(`10.${third}.`)) ?? 77;
  return `10.${free}.0.1/24`;
}
