/** Who holds a port, as far as /proc tells. */

import { readdir, readFile, readlink } from 'node:fs/promises';

export type Protocol = 'UDP' | 'TCP';

/** State column of /proc/net/tcp for a listening socket; UDP sockets have no such state. */
const LISTENING = '0A';

/**
 * Inodes of the sockets bound to a port, from the text of /proc/net/udp, udp6, tcp or tcp6.
 * Columns: sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode.
 */
export function socketInodes(table: string, protocol: Protocol, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`))
    .filter((columns) => protocol === 'UDP' || columns[3] === LISTENING)
    .flatMap((columns) => columns[9] ?? []);
}

/**
 * The program that holds a port, in words for PORT_BUSY's hint: `dnsmasq, process 812`. When it belongs to another
 * account (or the system is not Linux) the words say how to find it.
 */
export async function portHolder(protocol: Protocol, port: number): Promise<string> {
  const files = ['', '6'].map((version) => `/proc/net/${protocol.toLowerCase()}${version}`);
  const tables = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  const inodes = new Set(tables.flatMap((table) => socketInodes(table, protocol, port)));
  const holder = inodes.size === 0 ? null : await processWith(inodes);
  return holder ?? howToFind(protocol, port);
}

function howToFind(protocol: Protocol, port: number): string {
  if (process.platform === 'win32') return `to find it: netstat -abn -p ${protocol}`;
  if (process.platform === 'darwin') return `to find it: sudo lsof -nP -i ${protocol}:${port}`;
  return `to find it: sudo ss -lnp${protocol === 'UDP' ? 'u' : 't'} sport = :${port}`;
}

async function processWith(inodes: ReadonlySet<string>): Promise<string | null> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holdsOne(pid, inodes))) continue;
    return `${await programName(pid)}, process ${pid}`;
  }
  return null;
}

/** The first word of the command line; `comm` may be the name of a thread (node calls its own MainThread). */
async function programName(pid: string): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const program = words.split('\0')[0] ?? '';
  return program.slice(program.lastIndexOf('/') + 1) || 'a program';
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const fd of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${fd}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
