/** The NFS door on one interface: which ports it opens, and what is said when it cannot. */
import { asFieldbootError, type Problem, problem } from '../errors.ts';
import { listenTcp, openUdpPort } from '../host/sockets.ts';
import type { NfsRoot } from '../images/family.ts';
import { createRpcDoor, type RpcDoor } from '../servers/nfs/door.ts';
import { type MountReport, mountProgram } from '../servers/nfs/mount-program.ts';
import { nfsProgram } from '../servers/nfs/nfs-program.ts';
import { portmapProgram } from '../servers/nfs/portmap-program.ts';
import type { RpcTrouble } from '../servers/nfs/program.ts';
import type { ImageExports } from '../tree/exports.ts';
import type { Served } from '../tree/mounts.ts';
import { MOUNT } from '../wire/nfs/mount.ts';
import { NFS } from '../wire/nfs/nfs3.ts';
import { type Mapping, PORTMAP, type Transport } from '../wire/nfs/portmap.ts';
import { NfsTransfers } from './nfs-transfers.ts';

export interface NfsDoorOptions {
  readonly interface: string;
  /** IPv4 address to serve on. */
  readonly address: string;
  readonly exports: ImageExports;
  /** A machine read a file, or goes on reading it. */
  onServed?(served: Served): void;
  onMount?(report: MountReport): void;
  trouble?(trouble: RpcTrouble): void;
}

export interface NfsDoor {
  /** How images can be mounted; null: not at all. */
  readonly mounting: Pick<NfsRoot, 'portMapper'> | null;
  /** What stands in its way: it never keeps the other doors from opening. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

/** Opens the NFS door as far as it goes. Never rejects. */
export async function openNfsDoor(options: NfsDoorOptions): Promise<NfsDoor> {
  const mappings: Mapping[] = [];
  const { address, exports, onServed = () => {}, onMount, trouble } = options;
  const transfers = new NfsTransfers(onServed);
  const programs = [
    portmapProgram(address, mappings),
    mountProgram(exports, onMount),
    nfsProgram(exports, (read) => transfers.note(read)),
  ];
  const door = createRpcDoor({ programs, ...(trouble === undefined ? {} : { trouble }) });
  const nfs = await openPort(door, NFS.port, 'NFS', options);
  if (nfs !== null) {
    await door.close();
    return { mounting: null, warnings: [nfs], close: async () => {} };
  }
  // Every port answers every program, so mounting goes on by port 2049 when its own is taken.
  const mount = await openPort(door, MOUNT.port, 'NFS mount', options);
  mappings.push(...both(NFS.program, NFS.version, NFS.port));
  for (let version = MOUNT.version; version >= MOUNT.lowest; version--)
    mappings.push(...both(MOUNT.program, version, mount === null ? MOUNT.port : NFS.port));
  const mapper = await openPort(door, PORTMAP.port, 'NFS port mapper', options);
  for (let version = PORTMAP.lowest; version <= PORTMAP.highest; version++)
    mappings.push(...both(PORTMAP.program, version, PORTMAP.port));
  const close = async () => {
    await door.close();
    transfers.flush();
  };
  const warnings = mapper === null ? [] : [withoutMapper(mapper)];
  return { mounting: { portMapper: mapper === null }, warnings, close };
}

const both = (program: number, version: number, port: number): Mapping[] =>
  (['tcp', 'udp'] as const satisfies readonly Transport[]).map((transport) => ({
    program,
    version,
    transport,
    port,
  }));

/** Opens a port for UDP and TCP; null when all is well. */
async function openPort(
  door: RpcDoor,
  port: number,
  name: string,
  { interface: on, address }: NfsDoorOptions,
): Promise<Problem | null> {
  const where = { interface: on, address, port, door: name };
  try {
    await listenTcp(door.tcpServer(), where);
    door.serveUdp(await openUdpPort(where));
    return null;
  } catch (thrown) {
    return asFieldbootError(thrown).problem;
  }
}

/** rpcbind of the laptop's own system has port 111 on many; machines can be told the ports. */
function withoutMapper({ sentence }: Problem): Problem {
  return problem('NFS_NO_PORT_MAPPER', { detail: sentence, nfs: NFS.port, mount: MOUNT.port });
}
