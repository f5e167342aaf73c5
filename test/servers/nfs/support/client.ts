/** A client of RPC programs for tests: values in, values out, no socket. */
import { answerMessage, type Caller, type RpcProgram } from '../../../../core/servers/nfs/program.ts';
import { joined } from '../../../../core/wire/nfs/record.ts';
import { XdrReader, XdrWriter } from '../../../../core/wire/xdr.ts';

export const TCP: Caller = { address: '10.77.0.50', transport: 'tcp' };
export const UDP: Caller = { address: '10.77.0.50', transport: 'udp' };

/** The bytes of a call without credentials. */
export function callOf(
  program: number,
  version: number,
  procedure: number,
  args: (writer: XdrWriter) => unknown = () => {},
): Uint8Array {
  const writer = new XdrWriter().u32(77).u32(0).u32(2).u32(program).u32(version).u32(procedure);
  args(writer.u32(0).u32(0).u32(0).u32(0));
  return writer.finish();
}

/** Calls a procedure; the reader stands behind `SUCCESS`, or behind whatever number `accepted` is. */
export async function call(
  programs: readonly RpcProgram[],
  message: Uint8Array,
  caller: Caller = TCP,
): Promise<{ readonly accepted: number; readonly results: XdrReader; readonly length: number }> {
  const reply = await answerMessage(programs, message, caller);
  const bytes = joined(reply ?? []);
  const results = new XdrReader(bytes);
  const head = Array.from({ length: 5 }, () => results.u32());
  if (head.join() !== '77,1,0,0,0') throw new Error(`not an accepted reply: ${head}`);
  return { accepted: results.u32(), results, length: bytes.length - 24 };
}

/** Attributes as a client reads them. */
export function readAttributes(reader: XdrReader) {
  const [type, mode, links] = [reader.u32(), reader.u32(), reader.u32()];
  reader.u64();
  const size = reader.u64();
  reader.u64();
  reader.u64();
  const [fsid, fileid] = [reader.u64(), reader.u64()];
  reader.u64();
  const modified = reader.u32();
  for (let word = 0; word < 3; word++) reader.u32();
  return { type, mode, links, size, fsid, fileid, modified };
}
