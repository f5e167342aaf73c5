import type { OptionCodec } from '../option.ts';

/** Names in the order of their numbers, from 1: RFC 2132, section 9.6; 9 RFC 3203; 10 to 13 RFC 4388, section 6.1. */
const NAMES = [
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'DECLINE',
  'ACK',
  'NAK',
  'RELEASE',
  'INFORM',
  'FORCERENEW',
  'LEASEQUERY',
  'LEASEUNASSIGNED',
  'LEASEUNKNOWN',
  'LEASEACTIVE',
] as const;

export type MessageType = (typeof NAMES)[number];

/** What the packet is for (RFC 2132, section 9.6). Without it a packet is plain BOOTP. */
export const MESSAGE_TYPE: OptionCodec<MessageType> = {
  code: 53,
  name: 'message type',
  decode: (data) => (data.length === 1 ? (NAMES[(data[0] ?? 0) - 1] ?? null) : null),
  encode: (type) => Uint8Array.of(NAMES.indexOf(type) + 1),
  describe: (type) => type,
};
