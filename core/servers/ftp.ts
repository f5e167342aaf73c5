/**
 * The FTP door: read-only, anonymous, passive transfers only. The protocol is ftp-srv's; which files there are is
 * `ftp-files.ts`. Off unless asked for: HTTP does everything better, but some installers know nothing else.
 */
import type { Server, Socket } from 'node:net';
import { type FileSystem, type FtpConnection, FtpSrv } from 'ftp-srv';
import type { BootTree } from '../tree/boot-tree.ts';
import { closeAll, limitClients } from './client-limit.ts';
import { FtpFiles } from './ftp-files.ts';

/** A file that a client asked for and did not get. */
export interface FtpMissed {
  readonly door: 'ftp';
  readonly address: string;
  readonly file: string;
  readonly reason: string;
}

export interface FtpOptions {
  readonly tree: BootTree;
  /** IPv4 address that transfers are opened at. */
  readonly address: string;
  /** Ids of the images there are. */
  images(): readonly string[];
  missed?(missed: FtpMissed): void;
  /** Milliseconds without a command or a byte, after which a connection is cut. */
  readonly idleMs?: number;
}

export interface FtpDoor {
  /** To be let listen by the caller (`listenTcp` binds it to an interface). */
  readonly server: Server;
  close(): Promise<void>;
}

/** Ports of transfers, for who has to open them in a firewall. More than there are connections. */
export const FTP_PASSIVE = { first: 30_000, last: 30_099 };
const MOST_CONNECTIONS = { all: 64, ofOneClient: 8 };
const IDLE_MS = 120_000;
const LOOK_EVERY = 1000;

/** Everything that reads. No active transfers (PORT): a server that connects to where a client says is a tool for others. */
const COMMANDS = [
  ...['USER', 'PASS', 'QUIT', 'NOOP', 'SYST', 'FEAT', 'OPTS', 'TYPE', 'MODE', 'STRU', 'HELP', 'ALLO'],
  ...['PWD', 'CWD', 'CDUP', 'LIST', 'NLST', 'SIZE', 'MDTM', 'REST', 'RETR', 'PASV', 'EPSV', 'ABOR'],
];

/** Serves the images and loaders of the boot tree by FTP. */
export function createFtpDoor(options: FtpOptions): FtpDoor {
  const ftp = newServer(options.address);
  const server = (ftp as unknown as { readonly server: Server }).server;
  const open = limitClients(server, MOST_CONNECTIONS);
  const lastMoved = new WeakMap<Socket, number>();
  server.on('connection', (socket: Socket) => lastMoved.set(socket, performance.now()));
  ftp.on('login', ({ connection }, resolve) => {
    const socket = socketOf(connection);
    const files = filesOf(connection, options, () => lastMoved.set(socket, performance.now()));
    socket.once('close', () => files.end());
    resolve({ fs: files as unknown as FileSystem });
  });
  const looking = setInterval(() => {
    const longAgo = performance.now() - (options.idleMs ?? IDLE_MS);
    for (const socket of open) if ((lastMoved.get(socket) ?? 0) < longAgo) socket.destroy();
  }, LOOK_EVERY).unref();
  const close = async (): Promise<void> => {
    clearInterval(looking);
    await closeAll(server, open);
    ftp.removeAllListeners();
  };
  return { server, close };
}

function filesOf(connection: FtpConnection, options: FtpOptions, onActivity: () => void): FtpFiles {
  const address = connection.ip.replace(/^::ffff:/, '');
  const onMissed = (file: string, reason: string) => options.missed?.({ door: 'ftp', address, file, reason });
  return new FtpFiles({ tree: options.tree, images: () => options.images(), address, onActivity, onMissed });
}

const socketOf = (connection: FtpConnection): Socket =>
  (connection as unknown as { readonly commandSocket: Socket }).commandSocket;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;

/** ftp-srv ends the process at a signal, whoever else is at work in it: how this program ends is its own business. */
function newServer(address: string): FtpSrv {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const made = new FtpSrv({
    url: `ftp://${address}`,
    pasv_url: address,
    pasv_min: FTP_PASSIVE.first,
    pasv_max: FTP_PASSIVE.last,
    anonymous: true,
    whitelist: COMMANDS,
    log: SILENT,
  });
  SIGNALS.forEach((signal, at) => {
    for (const listener of process.listeners(signal))
      if (!before[at]?.includes(listener)) process.off(signal, listener);
  });
  return made;
}

/** ftp-srv writes every command into its log; what matters here is told by `missed` and by the tree. */
const SILENT = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => {}]),
) as Record<string, unknown>;
SILENT.child = () => SILENT;
