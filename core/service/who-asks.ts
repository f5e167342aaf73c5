/**
 * May this address ask in the name of this machine? Scripts lead to answers, and answers hold password hashes: no
 * other machine on the cable shall get them, nor write its facts into another's row.
 */

/** Who is known to have an address. null: nobody is known to. */
export interface AddressHolder {
  /** MAC that we leased it to. */
  readonly lease: string | null;
  /** MAC that answers at it on the cable (the kernel's ARP table). */
  readonly neighbour: string | null;
}

/**
 * Either witness is enough: behind another DHCP server there is no lease of ours, and where the system shows no ARP
 * table there is only the lease. With no witness at all (a relay or router in between) the machine is believed.
 */
export function mayAskFor(mac: string, { lease, neighbour }: AddressHolder): boolean {
  if (lease === null && neighbour === null) return true;
  return lease === mac || neighbour === mac;
}
