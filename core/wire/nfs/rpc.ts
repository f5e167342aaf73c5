/**
 * Remote procedure call messages (RFC 5531), the server's side: call bytes -> call, reply -> bytes.
 *
 * Credentials are read past and not believed: what is served may be read by whoever is on the cable, and nothing
 * can be written.
 */
import { XdrReader, XdrWriter } from '../xdr.ts';

/** One procedure called. */
export interface RpcCall {
  readonly kind: 'call';
  /** Transaction identifier, echoed in the reply. */
  readonly xid: number;
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  /** Arguments, not looked at yet. */
  readonly args: Uint8Array;
}

/** A call that is denied before a program is looked for. */
export interface RpcDenied {
  readonly kind: 'denied';
  readonly xid: number;
  readonly why: 'rpc-version' | 'credentials';
}

/** Bytes that get no answer. */
export interface RpcIgnored {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** How a call ended. The results of `success` may come in parts, so that file contents are not copied. */
export type RpcOutcome =
  | { readonly kind: 'success'; readonly results: readonly Uint8Array[] }
  | { readonly kind: 'no-program' }
  | { readonly kind: 'other-version'; readonly lowest: number; readonly highest: number }
  | { readonly kind: 'no-procedure' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'system-error' }
  /** Nothing is answered: broadcast calls of the port mapper that fail (RFC 1833 section 3.2). */
  | { readonly kind: 'silence' };

const RPC_VERSION = 2;
const MESSAGE = { call: 0, reply: 1 } as const;
const REPLY = { accepted: 0, denied: 1 } as const;
const REJECT = { rpcMismatch: 0, authError: 1 } as const;
const AUTH_BADCRED = 1;
const ACCEPT = {
  success: 0,
  'no-program': 1,
  'other-version': 2,
  'no-procedure': 3,
  garbage: 4,
  'system-error': 5,
} as const;

/** Flavors of authentication (section 8.2, RFC 5531 appendix A). */
export const AUTH = { none: 0, sys: 1 } as const;

/** Longest body of a credential or verifier (section 8.2). */
const LONGEST_AUTH = 400;

/** Reads one message. Never throws. */
export function decodeRpcCall(bytes: Uint8Array): RpcCall | RpcDenied | RpcIgnored {
  const reader = new XdrReader(bytes);
  const xid = reader.u32();
  const type = reader.u32();
  const rpcVersion = reader.u32();
  if (reader.fault !== null) return ignored(reader.fault);
  if (type !== MESSAGE.call) return ignored('not a call');
  if (rpcVersion !== RPC_VERSION) return { kind: 'denied', xid, why: 'rpc-version' };
  const [program, version, procedure] = [reader.u32(), reader.u32(), reader.u32()];
  const flavor = readAuth(reader);
  readAuth(reader);
  if (reader.fault !== null) return ignored(reader.fault);
  if (flavor !== AUTH.none && flavor !== AUTH.sys) return { kind: 'denied', xid, why: 'credentials' };
  return { kind: 'call', xid, program, version, procedure, args: reader.rest() };
}

function readAuth(reader: XdrReader): number {
  const flavor = reader.u32();
  reader.opaque(LONGEST_AUTH);
  return flavor;
}

/** The reply to a call, in parts; undefined when there is none. */
export function encodeRpcReply(xid: number, outcome: RpcOutcome): Uint8Array[] | undefined {
  if (outcome.kind === 'silence') return undefined;
  const head = new XdrWriter()
    .u32(xid)
    .u32(MESSAGE.reply)
    .u32(REPLY.accepted)
    .u32(AUTH.none)
    .u32(0)
    .u32(ACCEPT[outcome.kind]);
  if (outcome.kind === 'other-version') head.u32(outcome.lowest).u32(outcome.highest);
  return [head.finish(), ...(outcome.kind === 'success' ? outcome.results : [])];
}

/** The reply to a call that was denied. */
export function encodeRpcDenial({ xid, why }: RpcDenied): Uint8Array {
  const writer = new XdrWriter().u32(xid).u32(MESSAGE.reply).u32(REPLY.denied);
  if (why === 'rpc-version') writer.u32(REJECT.rpcMismatch).u32(RPC_VERSION).u32(RPC_VERSION);
  else writer.u32(REJECT.authError).u32(AUTH_BADCRED);
  return writer.finish();
}

const ignored = (reason: string): RpcIgnored => ({ kind: 'ignored', reason });
