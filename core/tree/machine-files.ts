/**
 * What is made for one machine: `/boot.ipxe`, `/machines/MAC/boot.ipxe`, `/machines/MAC/grub.cfg`,
 * `/machines/MAC/TOKEN/FILE`, `/machines/MAC/TOKEN/report/STATE`.
 */
import type { Asking } from '../scripts/render.ts';
import type { BootTree, Requester, ServedNode } from './boot-tree.ts';
import { absent } from './mounts.ts';
import { bytesFile, textFile } from './rendered.ts';

/** Decides what a machine gets; every method answers null when there is nothing for it. */
export interface MachineDesk {
  /** The first script, the same for every machine. */
  entryScript(): string | null;
  /** The script of one machine; `facts` is what its loader said about it. For iPXE when nothing else is said. */
  script(
    mac: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking?: Asking,
  ): Promise<string | null>;
  /**
   * A file of its own: its rendered answers, or what its family makes for one machine. Only with the right token, to
   * the machine itself, and while its installation is armed.
   */
  file(mac: string, token: string, name: string, from: Requester): Promise<string | Uint8Array | null>;
  /** Takes note of what its installer reports; otherwise says why not: a wrong token, too many, too late. */
  report(mac: string, token: string, report: MachineReport): string | null;
}

/** What an installer reports. */
export interface MachineReport {
  /** What follows `report/`: `finished`, `failed`, `stage/partitioning`, `log`, `curtin`. */
  readonly state: string;
  /** The query of the request. */
  readonly detail: ReadonlyMap<string, string>;
  /** What was sent with it; absent where nothing was. */
  readonly content?: Uint8Array | undefined;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** `/boot.ipxe`. */
export function entryFile(desk: MachineDesk): BootTree {
  return { open: async () => found('/boot.ipxe', desk.entryScript()) };
}

/** Everything below `/machines`. */
export function machineFiles(desk: MachineDesk): BootTree {
  return {
    async open(path, from) {
      const [mac, second, third, ...rest] = path.split('/').filter(Boolean).map(String);
      if (mac === undefined || second === undefined) return absent('no machine named');
      const key = mac.toLowerCase().replaceAll('-', ':');
      const query = from.query ?? NOTHING;
      if (second === 'boot.ipxe') return found(path, await desk.script(key, query, from));
      if (second.startsWith('grub.cfg')) return found(path, await grubScript(desk, key, path, from));
      if (third === 'report') {
        const report = { state: rest.join('/'), detail: query, content: from.content };
        return reported(path, desk.report(key, second, report));
      }
      if (third === undefined) return absent('no file named');
      return found(path, await desk.file(key, second, third, from));
    },
  };
}

/**
 * What GRUB tells of its machine stands behind a `?`, by TFTP too, where it is a part of the name and may have slashes
 * in it. Ours fetches all but its questions by HTTP, which is faster.
 */
function grubScript(desk: MachineDesk, mac: string, path: string, from: Requester): Promise<string | null> {
  const came = from.door === 'http' ? 'http' : 'tftp';
  return desk.script(mac, from.query ?? plainQuery(path), from, { loader: 'grub', fetching: 'http', came });
}

/** A query in which nothing is encoded. */
function plainQuery(path: string): ReadonlyMap<string, string> {
  const pairs = path.slice(path.indexOf('?') + 1).split('&');
  return new Map(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}

function found(path: string, content: string | Uint8Array | null): ServedNode {
  if (content === null) return absent('nothing for this machine');
  return typeof content === 'string' ? textFile(path, content) : bytesFile(path, content);
}

const reported = (path: string, refused: string | null): ServedNode =>
  refused === null ? textFile(path, 'noted\n') : absent(refused);
