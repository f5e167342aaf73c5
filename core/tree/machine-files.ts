/**
 * What is rendered for one machine: `/boot.ipxe`, `/machines/MAC/boot.ipxe`, `/machines/MAC/TOKEN/ANSWERS`,
 * `/machines/MAC/TOKEN/report/STATE`.
 */
import type { BootTree, Requester, ServedNode } from './boot-tree.ts';
import { absent } from './mounts.ts';
import { textFile } from './rendered.ts';

/** Decides what a machine gets; every method answers null when there is nothing for it. */
export interface MachineDesk {
  /** The first script, the same for every machine. */
  entryScript(): string | null;
  /** The script of one machine; `facts` is what its loader said about it. */
  script(mac: string, facts: ReadonlyMap<string, string>, from: Requester): Promise<string | null>;
  /** Its rendered answers when the token is right. */
  answers(mac: string, token: string, name: string): Promise<string | null>;
  /** Takes note of what its installer reports; false when the token is wrong. */
  report(mac: string, token: string, state: string, detail: ReadonlyMap<string, string>): boolean;
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
      if (third === 'report') return reported(path, desk.report(key, second, rest.join('/'), query));
      if (third === undefined) return absent('no file named');
      return found(path, await desk.answers(key, second, third));
    },
  };
}

function found(path: string, text: string | null): ServedNode {
  return text === null ? absent('nothing for this machine') : textFile(path, text);
}

const reported = (path: string, noted: boolean): ServedNode =>
  noted ? textFile(path, 'noted\n') : absent('the token is not of this installation');
