/** Which machines there are, and which addresses are kept for them: DHCP asks for every packet, so it is in memory. */
export class KnownMachines {
  /** MAC -> address reserved for it. */
  readonly #reserved = new Map<string, string | null>();
  /** The other way round. */
  readonly #holders = new Map<string, string>();

  has(mac: string): boolean {
    return this.#reserved.has(mac);
  }

  reservationFor(mac: string): string | null {
    return this.#reserved.get(mac) ?? null;
  }

  reservedTo(address: string): string | null {
    return this.#holders.get(address) ?? null;
  }

  put({ mac, reserved }: { mac: string; reserved: string | null }): void {
    this.remove(mac);
    this.#reserved.set(mac, reserved);
    if (reserved !== null) this.#holders.set(reserved, mac);
  }

  remove(mac: string): void {
    const reserved = this.reservationFor(mac);
    if (reserved !== null && this.#holders.get(reserved) === mac) this.#holders.delete(reserved);
    this.#reserved.delete(mac);
  }

  /** Begins anew with what is stored. */
  learn(machines: Iterable<{ mac: string; reserved: string | null }>): void {
    this.#reserved.clear();
    this.#holders.clear();
    for (const machine of machines) this.put(machine);
  }
}
