/**
 * May this address ask in the name of this machine? Scripts lead to answers, and answers hold password hashes: no
 * other machine on the cable shall get them, nor write its facts into another's row.
 */

/** Who can say which machine has an address. null: it is not known. */
export interface AddressWitnesses {
  /** MAC that we leased it to. */
  leaseHolder(address: string): string | null;
  /** MAC that answers at it on the cable (the kernel's ARP table). */
  neighbourAt(address: string): Promise<string | null>;
}

/**
 * Either witness is enough: behind another DHCP server there is no lease of ours, and where the system shows no ARP
 * table there is only the lease. With no witness at all (a relay or router in between) the machine is believed. The
 * table is read only when the lease does not settle it.
 */
export async function mayAskFor(mac: string, address: string, witnesses: AddressWitnesses): Promise<boolean> {
  const lease = witnesses.leaseHolder(address);
  if (lease === mac) return true;
  const neighbour = await witnesses.neighbourAt(address);
  return neighbour === mac || (lease === null && neighbour === null);
}
