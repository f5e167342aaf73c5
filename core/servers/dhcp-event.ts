/** What a DHCP server tells: one fact for each thing it did or left undone. */

import type { AddressChoice } from '../netboot/address-choice.ts';
import type { ClientInfo } from '../netboot/client.ts';
import type { DhcpPacket } from '../wire/dhcp/packet.ts';
import { summary } from '../wire/dhcp/summary.ts';

/** One fact. What does not apply is null. */
export interface DhcpEvent {
  readonly kind:
    | 'discovered'
    | 'offered'
    | 'acked'
    | 'informed'
    | 'nak'
    | 'declined'
    | 'released'
    /** Somebody else uses the address that was about to be offered. */
    | 'conflict'
    | 'pool-exhausted'
    | 'ignored'
    /** Only beside another server: the machine asks on although it was offered a boot file. */
    | 'split-offers-ignored'
    /** Sending or storing failed; the server goes on. */
    | 'failed';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly mac: string | null;
  readonly client: ClientInfo | null;
  readonly address: string | null;
  /** Why it was this address; null where none was chosen. */
  readonly choice?: AddressChoice | null;
  /** The boot file that was told. */
  readonly file: string | null;
  /** Why, in words: of silence, of a NAK, of a missing boot file. */
  readonly reason: string | null;
  /** The packet in words: the reply where there is one, otherwise what came in. */
  readonly summary: string;
}

/** What is told beside the kind: `shown` is the packet to put into words, or words. */
export interface Facts extends Partial<Pick<DhcpEvent, 'address' | 'choice' | 'file' | 'reason'>> {
  readonly shown?: DhcpPacket | string;
}

/** An event whose packet is put into words when somebody asks: most packets are never shown to anybody. */
export class Fact implements DhcpEvent {
  readonly kind: DhcpEvent['kind'];
  readonly at: number;
  readonly mac: string | null;
  readonly client: ClientInfo | null;
  readonly address: string | null;
  readonly choice: AddressChoice | null;
  readonly file: string | null;
  readonly reason: string | null;
  readonly #shown: DhcpPacket | string;

  constructor(
    kind: DhcpEvent['kind'],
    at: number,
    client: ClientInfo | null,
    facts: Facts,
    shown: DhcpPacket | string,
  ) {
    this.kind = kind;
    this.at = at;
    this.mac = client?.mac ?? null;
    this.client = client;
    this.address = facts.address ?? null;
    this.choice = facts.choice ?? null;
    this.file = facts.file ?? null;
    this.reason = facts.reason ?? null;
    this.#shown = shown;
  }

  get summary(): string {
    return typeof this.#shown === 'string' ? this.#shown : summary(this.#shown);
  }
}
