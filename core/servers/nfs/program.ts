import { asFieldbootError } from '../../errors.ts';
import {
  decodeRpcCall,
  encodeRpcDenial,
  encodeRpcReply,
  type RpcCall,
  type RpcOutcome,
} from '../../wire/nfs/rpc.ts';

/** Who calls, and by what. */
export interface Caller {
  /** IPv4 address. */
  readonly address: string;
  readonly transport: 'tcp' | 'udp';
}

/** A program of remote procedures. */
export interface RpcProgram {
  readonly number: number;
  readonly lowest: number;
  readonly highest: number;
  /** Carries out one procedure. A rejection becomes SYSTEM_ERR. */
  call(call: RpcCall, caller: Caller): Promise<RpcOutcome>;
}

/** Why a message got no answer, or not the one that was hoped for. */
export interface RpcTrouble {
  readonly from: Caller;
  readonly reason: string;
}

/** Results in one part, or none. */
export const success = (...results: readonly Uint8Array[]): RpcOutcome => ({ kind: 'success', results });

/**
 * Answers one message: the reply in parts, or undefined when nothing is to be said. Never rejects, whatever the bytes.
 */
export async function answerMessage(
  programs: readonly RpcProgram[],
  message: Uint8Array,
  caller: Caller,
  trouble: (trouble: RpcTrouble) => void = () => {},
): Promise<readonly Uint8Array[] | undefined> {
  const decoded = decodeRpcCall(message);
  if (decoded.kind === 'ignored') {
    trouble({ from: caller, reason: decoded.reason });
    return undefined;
  }
  if (decoded.kind === 'denied') return [encodeRpcDenial(decoded)];
  const outcome = await dispatch(programs, decoded, caller).catch((thrown): RpcOutcome => {
    trouble({ from: caller, reason: asFieldbootError(thrown).message });
    return { kind: 'system-error' };
  });
  return encodeRpcReply(decoded.xid, outcome);
}

async function dispatch(programs: readonly RpcProgram[], call: RpcCall, caller: Caller): Promise<RpcOutcome> {
  const program = programs.find((one) => one.number === call.program);
  if (program === undefined) return { kind: 'no-program' };
  const { lowest, highest } = program;
  if (call.version < lowest || call.version > highest) return { kind: 'other-version', lowest, highest };
  return program.call(call, caller);
}
