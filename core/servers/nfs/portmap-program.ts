import {
  decodePortmapCall,
  encodePortmapReply,
  findPort,
  type Mapping,
  PORTMAP,
  type PortmapCall,
  type PortmapReply,
} from '../../wire/nfs/portmap.ts';
import type { RpcOutcome } from '../../wire/nfs/rpc.ts';
import { type RpcProgram, success } from './program.ts';

/** Tells at which ports of `host` the programs are. Nobody can register anything. */
export function portmapProgram(host: string, mappings: readonly Mapping[]): RpcProgram {
  const { program: number, lowest, highest } = PORTMAP;
  return {
    number,
    lowest,
    highest,
    call: async ({ version, procedure, args }) =>
      outcomeOf(decodePortmapCall(version, procedure, args), host, mappings),
  };
}

function outcomeOf(call: PortmapCall, host: string, mappings: readonly Mapping[]): RpcOutcome {
  if (call.kind === 'garbage' || call.kind === 'no-procedure') return { kind: call.kind };
  if (call.kind === 'indirect') return { kind: 'silence' };
  return success(encodePortmapReply(answer(call, host, mappings)));
}

type Answered = Exclude<PortmapCall, { kind: 'garbage' | 'no-procedure' | 'indirect' }>;

function answer(call: Answered, host: string, mappings: readonly Mapping[]): PortmapReply {
  switch (call.kind) {
    case 'null':
      return { kind: 'nothing' };
    case 'change':
      return { kind: 'refused' };
    case 'port':
      return { kind: 'port', port: findPort(mappings, call) };
    case 'address':
      return { kind: 'address', host, port: findPort(mappings, call) };
    case 'dump':
      return { kind: 'dump', style: call.style, host, mappings };
  }
}
