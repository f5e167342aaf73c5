/**
 * What is made for one machine: `/boot.ipxe`, `/machines/MAC/boot.ipxe`, `/machines/MAC/grub.cfg`,
 * `/machines/MAC/TOKEN/FILE`, `/machines/MAC/TOKEN/report/STATE`; its menu, `/machines/MAC/menu/…`, and what is chosen in
 * it, `/machines/MAC/choose/KEY/…`.
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

/** The menu on a machine; every method answers null when there is none for it. */
export interface MenuDesk {
  /** `question`: the menu that asks once more. */
  menu(mac: string, which: 'main' | 'question', from: Requester, asking: Asking): Promise<string | null>;
  /**
   * Takes a choice made at the machine; answers with the script of it, or with why it does not hold.
   * @param facts what its loader said along with it, the PIN too.
   */
  choose(
    mac: string,
    key: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking: Asking,
  ): Promise<string | null>;
  /** GRUB's menu was left without a choice. */
  left(
    mac: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking: Asking,
  ): Promise<string | null>;
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
export function machineFiles(desk: MachineDesk, menus?: MenuDesk): BootTree {
  return {
    async open(path, from) {
      const [mac, second, third, ...rest] = path.split('/').filter(Boolean).map(String);
      if (mac === undefined || second === undefined) return absent('no machine named');
      const key = mac.toLowerCase().replaceAll('-', ':');
      const query = from.query ?? NOTHING;
      if (second === 'boot.ipxe') return found(path, await desk.script(key, query, from));
      if (second.startsWith('grub.cfg')) return found(path, await grubScript(desk, key, path, from));
      if (second === 'menu' || second === 'choose')
        return found(path, menus ? await ofMenu(menus, key, path, from) : null);
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

/**
 * `menu/main/boot.ipxe`, `choose/KEY/grub.cfg`, `choose/KEY/http/pxelinux.cfg`: the end names the loader. What a GRUB tells
 * may have slashes in it, so the path ends at its `?`.
 */
async function ofMenu(menus: MenuDesk, mac: string, path: string, from: Requester): Promise<string | null> {
  const facts = from.query ?? plainQuery(path);
  const [plain = ''] = path.split('?');
  const [, , second, key = '', ...rest] = plain.split('/');
  const asking = askingOf(rest, from);
  if (second === 'choose') return menus.choose(mac, key, facts, from, asking);
  if (key === 'left') return menus.left(mac, facts, from, asking);
  return key === 'main' || key === 'question' ? menus.menu(mac, key, from, asking) : null;
}

function askingOf(names: readonly string[], { door }: Requester): Asking {
  const came = door === 'http' ? 'http' : 'tftp';
  const [first, second] = names;
  // Its script sent it here by the door that suits it.
  if (first === 'grub.cfg') return { loader: 'grub', fetching: came, came };
  if (second === 'pxelinux.cfg') return { loader: 'pxelinux', fetching: first === 'http' ? 'http' : 'tftp' };
  return { loader: 'ipxe', fetching: 'http' };
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
