/**
 * The doors that harm nobody: what they serve is only fetched by who was sent there. They open in the order of this
 * list, before the door through which machines learn where to go, and close in the opposite order.
 */
import type { ServeRequest } from '../api/contract.ts';
import type { Problem } from '../errors.ts';
import { listenTcp, openUdpPort } from '../host/sockets.ts';
import { openTftpLane } from '../host/tftp-lane.ts';
import type { SyslogTarget } from '../images/family.ts';
import type { FtpMissed } from '../servers/ftp.ts';
import { createHttpDoor, type HttpReport } from '../servers/http.ts';
import { serveTftp, type TftpReport } from '../servers/tftp.ts';
import type { BootTree } from '../tree/boot-tree.ts';
import type { ImageExports } from '../tree/exports.ts';
import type { Served } from '../tree/mounts.ts';
import { type NfsDoor, openNfsDoor } from './nfs-door.ts';
import type { CertifiedKey } from './site-certificates.ts';
import { openSyslogDoor } from './syslog-door.ts';

/** What the doors serve, and whom they tell. */
export interface DoorParts {
  readonly tree: BootTree;
  /** File systems of the NFS door. */
  readonly exports: ImageExports;
  /** TCP port of the HTTP door. */
  readonly httpPort: number;
  /** Key and certificate for a server at an IPv4 address. Rejects with SITE_CA_UNUSABLE. */
  certificateFor(address: string): Promise<CertifiedKey>;
  /** What a machine asked for at the HTTP, TFTP or FTP door, when that ended. */
  onRequest(report: HttpReport | TftpReport | FtpMissed): void;
  /** A machine read of a file by NFS. */
  onServed(served: Served): void;
  /** A syslog datagram came from an IPv4 address. */
  onSyslog(bytes: Uint8Array, address: string): void;
}

/** Where doors open. */
export interface DoorPlace {
  /** Name of the interface. */
  readonly interface: string;
  /** IPv4 address to serve on, dotted. */
  readonly address: string;
  /** What was asked for. */
  readonly request: ServeRequest;
}

/** A door that is open. */
export interface Door {
  /** What keeps it from being wholly open; serving goes on. */
  readonly warnings?: readonly Problem[];
  /** How images can be mounted through it. */
  readonly mounting?: NfsDoor['mounting'];
  /** Where installers can send their log. */
  readonly syslog?: SyslogTarget;
  close(): Promise<unknown> | unknown;
}

/** Opens a door; null where it was not asked for. Rejects when there is no serving without it. */
export type OpenDoor = (place: DoorPlace, parts: DoorParts) => Promise<Door | null>;

export const DOORS: readonly OpenDoor[] = [openHttp, openHttps, openTftp, openNfs, openFtp, openSyslogDoor];

/** TCP port of the HTTPS door. */
export const HTTPS_PORT = 8443;

function openHttp(place: DoorPlace, parts: DoorParts): Promise<Door> {
  return listenHttp('HTTP', parts.httpPort, place, parts);
}

async function openHttps(place: DoorPlace, parts: DoorParts): Promise<Door | null> {
  if (!place.request.https) return null;
  return listenHttp('HTTPS', HTTPS_PORT, place, parts, await parts.certificateFor(place.address));
}

async function listenHttp(
  called: 'HTTP' | 'HTTPS',
  port: number,
  { interface: name, address }: DoorPlace,
  { tree, onRequest }: DoorParts,
  tls?: CertifiedKey,
): Promise<Door> {
  const door = createHttpDoor({ tree, report: (report) => onRequest(report), ...(tls ? { tls } : {}) });
  try {
    await listenTcp(door.server, { interface: name, address, port, door: called });
    return door;
  } catch (error) {
    await door.close();
    throw error;
  }
}

async function openTftp({ interface: name, address, request }: DoorPlace, parts: DoorParts): Promise<Door> {
  const onePort = request.tftpOnePort ?? false;
  return serveTftp({
    port: await openUdpPort({ interface: name, address, port: 69, door: 'TFTP' }),
    tree: parts.tree,
    report: (report) => parts.onRequest(report),
    onePort,
    lane: onePort ? null : openTftpLane({ interface: name, address, port: 0, door: 'TFTP' }),
    openTransferPort: (peer) => openUdpPort({ interface: name, address, port: 0, door: 'TFTP', peer }),
  });
}

/** Installers that need no NFS are served without it, too. */
function openNfs({ interface: name, address }: DoorPlace, parts: DoorParts): Promise<Door> {
  return openNfsDoor({ interface: name, address, exports: parts.exports, onServed: parts.onServed });
}

/** TCP port of the FTP door; a port of FTP_PASSIVE for each transfer. */
export const FTP_PORT = 21;

async function openFtp(
  { interface: name, address, request }: DoorPlace,
  parts: DoorParts,
): Promise<Door | null> {
  if (!request.ftp) return null;
  // Loaded at the first need: few sites use it.
  const { createFtpDoor } = await import('../servers/ftp.ts');
  const { tree, exports, onRequest } = parts;
  const door = createFtpDoor({ tree, address, images: exports.ids, missed: onRequest });
  try {
    await listenTcp(door.server, { interface: name, address, port: FTP_PORT, door: 'FTP' });
    return door;
  } catch (error) {
    await door.close();
    throw error;
  }
}
