/**
 * What the DHCP and TFTP servers know of a UDP socket: nothing but this.
 *
 * Real ones come from `core/host/sockets.ts`; tests make theirs in memory.
 */

/** Where a datagram came from or goes to. */
export interface DatagramPeer {
  /** Dotted IPv4 address. */
  readonly address: string;
  readonly port: number;
}

/** A datagram that is to leave. */
export interface OutgoingDatagram {
  readonly bytes: Uint8Array;
  readonly to: DatagramPeer;
  /** Told what the system said when it could not leave. */
  readonly failed: (thrown: unknown) => void;
}

/** An open, bound UDP port. It may send to 255.255.255.255 when it was opened for broadcasts. */
export interface DatagramPort {
  /** Sends one datagram. Rejects with the system's error when it cannot leave. */
  send(bytes: Uint8Array, address: string, port: number): Promise<void>;
  /** Sends many at once, where the system can; see `sendAll`. */
  sendAll?(datagrams: readonly OutgoingDatagram[]): void;
  /** Sets the one handler that is given each datagram received; it must not throw. `bytes` belongs to the handler. */
  onMessage(handler: (bytes: Uint8Array, from: DatagramPeer) => void): void;
  /** Sets the one handler of errors that come without a send (a peer's port is closed). Without one they are dropped. */
  onError(handler: (error: Error) => void): void;
  /** Closes the port; resolves when the port is free again. A second call does nothing. */
  close(): Promise<void>;
}

/** Sends datagrams: together where the port can, else one by one. Never throws; each is told of its own failure. */
export function sendAll(port: DatagramPort, datagrams: readonly OutgoingDatagram[]): void {
  if (port.sendAll !== undefined) port.sendAll(datagrams);
  else for (const { bytes, to, failed } of datagrams) port.send(bytes, to.address, to.port).catch(failed);
}
