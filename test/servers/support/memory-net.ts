import type { DatagramPeer, DatagramPort } from '../../../core/servers/datagram.ts';

export interface Sent {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

/** A datagram port in memory: what was sent is kept, what arrives is put in by the test. */
export class MemoryPort implements DatagramPort {
  readonly sent: Sent[] = [];
  closed = false;
  failWith: Error | undefined;
  #handler: (bytes: Uint8Array, from: DatagramPeer) => void = () => {};

  async send(bytes: Uint8Array, address: string, port: number): Promise<void> {
    if (this.failWith !== undefined) throw this.failWith;
    this.sent.push({ bytes, address, port });
  }

  onMessage(handler: (bytes: Uint8Array, from: DatagramPeer) => void): void {
    this.#handler = handler;
  }

  onError(): void {}

  async close(): Promise<void> {
    this.closed = true;
  }

  arrive(bytes: Uint8Array, from: DatagramPeer): void {
    this.#handler(bytes, from);
  }
}

/** Lets everything that is ready run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
