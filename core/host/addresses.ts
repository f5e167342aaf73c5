/**
 * An address lent to an interface for the time of serving, and taken back.
 *
 * Each change is written into the journal before it is made, so that a crash leaves no trace: the next start undoes
 * what the journal still holds. What was there before is never journalled and so never removed.
 */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { FieldbootError } from '../errors.ts';
import type { ChangeJournal } from '../store/store.ts';
import { parseIpAddresses } from './interfaces.ts';

/** One change of the system, as it stands in the journal. */
export type HostChange =
  | { readonly kind: 'address'; readonly interface: string; readonly cidr: string }
  | { readonly kind: 'up'; readonly interface: string };

/** Takes changes back. May be called again. */
export type Undo = () => Promise<void>;

/** What is asked of the system; tests have another. */
export interface AddressSystem {
  /** IPv4 addresses of an interface with prefix lengths; empty when there is no such interface. */
  addresses(name: string): Promise<readonly string[]>;
  /** Whether the interface was set up (the cable does not matter). */
  isUp(name: string): Promise<boolean>;
  /** Runs `ip` with these arguments. Rejects with what it wrote to stderr. */
  ip(...words: string[]): Promise<void>;
}

/**
 * Sets the interface up, gives it `cidr` (such as `10.77.0.1/24`) and resolves to the undo. What is so already stays
 * untouched, now and by the undo. Rejects with ADDRESS_NOT_SET, with nothing left behind.
 */
export async function giveAddress(
  name: string,
  cidr: string,
  journal: ChangeJournal,
  system: AddressSystem = linux,
): Promise<Undo> {
  const made: number[] = [];
  const undo: Undo = async () => {
    for (const id of made.splice(0).reverse()) await undoOne(id, journal, system);
  };
  try {
    for (const change of await neededChanges(name, cidr, system)) {
      made.push(journal.record(change));
      await make(change, system);
    }
    return undo;
  } catch (error) {
    await undo();
    const detail = error instanceof Error ? error.message : String(error);
    throw new FieldbootError('ADDRESS_NOT_SET', { cidr, name, detail }, { cause: error });
  }
}

/** Undoes what the journal still holds, newest first: what a crash has left. Never rejects. */
export async function undoAll(journal: ChangeJournal, system: AddressSystem = linux): Promise<void> {
  const ids = journal.list().map(({ id }) => id);
  for (const id of ids.reverse()) await undoOne(id, journal, system);
}

/** An address before the interface is up, so that nothing else sees it up without one and asks for DHCP. */
async function neededChanges(name: string, cidr: string, system: AddressSystem): Promise<HostChange[]> {
  const held = await system.addresses(name);
  const up = await system.isUp(name);
  return [
    ...(held.includes(cidr) ? [] : [{ kind: 'address', interface: name, cidr } as const]),
    ...(up ? [] : [{ kind: 'up', interface: name } as const]),
  ];
}

function make(change: HostChange, { ip }: AddressSystem): Promise<void> {
  return change.kind === 'address'
    ? ip('address', 'add', change.cidr, 'brd', '+', 'dev', change.interface)
    : ip('link', 'set', 'dev', change.interface, 'up');
}

function unmake(change: HostChange, { ip }: AddressSystem): Promise<void> {
  return change.kind === 'address'
    ? ip('address', 'del', change.cidr, 'dev', change.interface)
    : ip('link', 'set', 'dev', change.interface, 'down');
}

/**
 * An interface that was unplugged has taken its address along, and a stranger may have removed it: what cannot be
 * undone because it is not there is done. What is there and cannot be removed (no rights) stays in the journal.
 */
async function undoOne(id: number, journal: ChangeJournal, system: AddressSystem): Promise<void> {
  const change = readChange(journal.list().find((entry) => entry.id === id)?.change);
  try {
    if (change !== undefined && (await stillThere(change, system))) await unmake(change, system);
    journal.forget(id);
  } catch {
    // Kept for the next start.
  }
}

async function stillThere(change: HostChange, system: AddressSystem): Promise<boolean> {
  return change.kind === 'address'
    ? (await system.addresses(change.interface)).includes(change.cidr)
    : system.isUp(change.interface);
}

/** An entry that is not ours to understand is undefined, and forgotten. */
function readChange(entry: unknown): HostChange | undefined {
  const { kind, interface: name, cidr } = (entry ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') return undefined;
  if (kind === 'up') return { kind, interface: name };
  return kind === 'address' && typeof cidr === 'string' ? { kind, interface: name, cidr } : undefined;
}

const IFF_UP = 1;

/** Linux, through the `ip` program (package iproute2, on every distribution). Elsewhere `ip` is missing and says so. */
const linux: AddressSystem = {
  async addresses(name) {
    const shown = await runIp(['-json', '-4', 'address', 'show', 'dev', name]).catch(() => '');
    return parseIpAddresses(shown).get(name) ?? [];
  },
  async isUp(name) {
    const flags = await readFile(`/sys/class/net/${name}/flags`, 'latin1').catch(() => '0');
    return (Number(flags) & IFF_UP) !== 0;
  },
  async ip(...words) {
    await runIp(words);
  },
};

function runIp(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('ip', words, { timeout: 5000 }, (error, output, complaint) => {
      if (error === null) resolve(output);
      else
        reject(
          new Error(complaint.trim() || (error.code === 'ENOENT' ? 'there is no program ip' : error.message)),
        );
    });
  });
}
