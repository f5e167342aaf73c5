/** A DHCP port that keeps our own question from our own server, and listens for the names of other servers. */

import { formatIpv4, macBytes } from '../wire/address.ts';
import { type DatagramPort, sendAll } from './datagram.ts';

/** Where the fields of a DHCP packet are (RFC 2131, figure 1). */
const GIADDR = 24;
const CHADDR = 28;
const OPTIONS = 240;
const MESSAGE_TYPE = 53;
const SERVER_ID = 54;
const REQUEST = 3;

/**
 * The same port, but packets of the prober are not passed on (a broadcast of the laptop comes back to it), and the
 * server that a client's REQUEST names is told: a client broadcasts whose offer it has taken (RFC 2131, section 3.1,
 * step 3), which is news of a server that may be heard in no other way.
 *
 * @param mac the prober's address, with colons.
 */
export function overhear(port: DatagramPort, mac: string, named: (server: string) => void): DatagramPort {
  const ours = macBytes(mac);
  return {
    send: (bytes, address, to) => port.send(bytes, address, to),
    sendAll: (datagrams) => sendAll(port, datagrams),
    onMessage: (handler) =>
      port.onMessage((bytes, from) => {
        if (isFrom(ours, bytes)) return;
        const server = namedServer(bytes);
        if (server !== null) named(server);
        handler(bytes, from);
      }),
    onError: (handler) => port.onError(handler),
    close: () => port.close(),
  };
}

function isFrom(mac: Uint8Array, bytes: Uint8Array): boolean {
  for (let at = 0; at < mac.length; at++) if (bytes[CHADDR + at] !== mac[at]) return false;
  return true;
}

/**
 * The server that a REQUEST on this cable names, dotted; null for everything else. Looks only as far as it must,
 * because it looks at every packet. Never throws.
 */
export function namedServer(bytes: Uint8Array): string | null {
  // A relay brings requests of another network, whose servers are none of ours.
  if (bytes.length < OPTIONS || bytes[0] !== 1 || numberAt(bytes, GIADDR) !== 0) return null;
  let type = 0;
  let server = 0;
  for (let at = OPTIONS; at + 1 < bytes.length && bytes[at] !== 255; ) {
    const code = bytes[at] ?? 0;
    const length = bytes[at + 1] ?? 0;
    if (code === 0) {
      at += 1;
      continue;
    }
    if (at + 2 + length > bytes.length) return null;
    if (code === MESSAGE_TYPE && length === 1) type = bytes[at + 2] ?? 0;
    if (code === SERVER_ID && length === 4) server = numberAt(bytes, at + 2);
    at += 2 + length;
  }
  return type === REQUEST && server !== 0 ? formatIpv4(server) : null;
}

/** Four bytes, the first the highest. */
function numberAt(bytes: Uint8Array, at: number): number {
  let number = 0;
  for (let byte = at; byte < at + 4; byte++) number = number * 256 + (bytes[byte] ?? 0);
  return number;
}
