import type { DatagramPeer, DatagramPort } from './datagram.ts';

type Handler = (bytes: Uint8Array, from: DatagramPeer) => void;

/** Makes one port look like a port for each client: what a client sends is heard by its own only. */
export class SharedPort {
  readonly #port: DatagramPort;
  readonly #handlers = new Map<string, Handler>();

  constructor(port: DatagramPort) {
    this.#port = port;
  }

  /** The port as one client's; a client's port that was opened before is not heard any more. */
  open(peer: DatagramPeer): DatagramPort {
    const key = keyOf(peer);
    let own: Handler = () => {};
    return {
      send: (bytes, address, port) => this.#port.send(bytes, address, port),
      onMessage: (handler) => {
        own = handler;
        this.#handlers.set(key, handler);
      },
      // An error of the port says nothing of one client.
      onError: () => {},
      close: async () => {
        if (this.#handlers.get(key) === own) this.#handlers.delete(key);
      },
    };
  }

  /** Gives a packet to its client's port; false when there is none. */
  deliver(bytes: Uint8Array, from: DatagramPeer): boolean {
    const handler = this.#handlers.get(keyOf(from));
    handler?.(bytes, from);
    return handler !== undefined;
  }
}

const keyOf = ({ address, port }: DatagramPeer): string => `${address}:${port}`;
