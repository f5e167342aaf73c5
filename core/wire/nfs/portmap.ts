/**
 * The port mapper, version 2, and what is asked of its successors rpcbind 3 and 4 (RFC 1833): at which port is a
 * program?
 */
import { XdrReader, XdrWriter } from '../xdr.ts';

export const PORTMAP = { program: 100_000, lowest: 2, highest: 4, port: 111 } as const;

export type Transport = 'tcp' | 'udp';

/** One program at one port. */
export interface Mapping {
  readonly program: number;
  readonly version: number;
  readonly transport: Transport;
  readonly port: number;
}

/** A question to the port mapper. */
export type PortmapCall =
  | { readonly kind: 'null' }
  /** Somebody wants to register here, or take a registration away: refused. */
  | { readonly kind: 'change' }
  | { readonly kind: 'port'; readonly program: number; readonly transport: Transport | null }
  | { readonly kind: 'address'; readonly program: number; readonly transport: Transport | null }
  | { readonly kind: 'dump'; readonly style: 'ports' | 'addresses' }
  /** Call a program through the port mapper, by broadcast: not served, and failures are not answered. */
  | { readonly kind: 'indirect' }
  | { readonly kind: 'no-procedure' }
  | { readonly kind: 'garbage' };

/** IP protocol numbers, as version 2 names transports. */
const PROTOCOL: Readonly<Record<Transport, number>> = { tcp: 6, udp: 17 };
const LONGEST_NAME = 256;

/** Reads a question. `version` is 2, 3 or 4. Never throws. */
export function decodePortmapCall(version: number, procedure: number, args: Uint8Array): PortmapCall {
  const reader = new XdrReader(args);
  const call = version === 2 ? readVersion2(procedure, reader) : readVersion3(version, procedure, reader);
  return reader.fault === null ? call : { kind: 'garbage' };
}

/** Section 3.1: NULL, SET, UNSET, GETPORT, DUMP, CALLIT. */
function readVersion2(procedure: number, reader: XdrReader): PortmapCall {
  switch (procedure) {
    case 0:
      return { kind: 'null' };
    case 1:
    case 2:
      return { kind: 'change' };
    case 3: {
      const program = reader.u32();
      reader.u32();
      return { kind: 'port', program, transport: byProtocol(reader.u32()) };
    }
    case 4:
      return { kind: 'dump', style: 'ports' };
    case 5:
      return { kind: 'indirect' };
    default:
      return { kind: 'no-procedure' };
  }
}

/** Section 2.2.1: NULL, SET, UNSET, GETADDR, DUMP, CALLIT; 9 is GETVERSADDR, in version 4 only. */
function readVersion3(version: number, procedure: number, reader: XdrReader): PortmapCall {
  if (procedure === 3 || (procedure === 9 && version === 4)) {
    const program = reader.u32();
    reader.u32();
    return { kind: 'address', program, transport: byNetworkId(reader.string(LONGEST_NAME)) };
  }
  if (procedure === 4) return { kind: 'dump', style: 'addresses' };
  return readVersion2(procedure, reader);
}

const byProtocol = (protocol: number): Transport | null =>
  protocol === PROTOCOL.tcp ? 'tcp' : protocol === PROTOCOL.udp ? 'udp' : null;

/** IPv6 is not served, so `tcp6` and `udp6` lead nowhere. */
const byNetworkId = (id: string): Transport | null => (id === 'tcp' || id === 'udp' ? id : null);

/** The port of a program, whatever its version, as other port mappers do: the program itself tells its versions. */
export function findPort(
  mappings: readonly Mapping[],
  { program, transport }: { readonly program: number; readonly transport: Transport | null },
): number {
  return mappings.find((one) => one.program === program && one.transport === transport)?.port ?? 0;
}

/** An answer of the port mapper. */
export type PortmapReply =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'port'; readonly port: number }
  /** `port` 0 is the empty address: not registered. */
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'dump';
      readonly style: 'ports' | 'addresses';
      readonly host: string;
      readonly mappings: readonly Mapping[];
    };

/** Writes the results of a call. */
export function encodePortmapReply(reply: PortmapReply): Uint8Array {
  const writer = new XdrWriter();
  switch (reply.kind) {
    case 'nothing':
      break;
    case 'refused':
      writer.bool(false);
      break;
    case 'port':
      writer.u32(reply.port);
      break;
    case 'address':
      writer.string(universalAddress(reply.host, reply.port));
      break;
    case 'dump':
      for (const mapping of reply.mappings) writer.bool(true).add((to) => writeMapping(to, mapping, reply));
      writer.bool(false);
  }
  return writer.finish();
}

function writeMapping(
  writer: XdrWriter,
  { program, version, transport, port }: Mapping,
  { style, host }: { readonly style: 'ports' | 'addresses'; readonly host: string },
): void {
  writer.u32(program).u32(version);
  if (style === 'ports') writer.u32(PROTOCOL[transport]).u32(port);
  else writer.string(transport).string(universalAddress(host, port)).string('fieldboot');
}

/** `10.77.0.1.8.1` is port 2049 of 10.77.0.1 (RFC 5665 section 5.2.3.3). */
function universalAddress(host: string, port: number): string {
  return port === 0 ? '' : `${host}.${port >> 8}.${port & 0xff}`;
}
