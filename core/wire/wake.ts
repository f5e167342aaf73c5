/**
 * Wake-on-LAN: the magic packet (AMD, "Magic Packet Technology", publication 20213): six bytes of 0xff and the MAC
 * sixteen times, anywhere in a frame. By convention in a UDP broadcast to port 9 (discard).
 */
import { macBytes } from './address.ts';

export const WAKE_PORT = 9;

/** 102 bytes that wake the card with this MAC. */
export function wakePacket(mac: string): Uint8Array {
  const address = macBytes(mac);
  const packet = new Uint8Array(6 + 16 * address.length).fill(0xff, 0, 6);
  for (let n = 0; n < 16; n++) packet.set(address, 6 + n * address.length);
  return packet;
}
