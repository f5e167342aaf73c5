/**
 * An address lent to an interface, or a VLAN made on it, for the time of serving, and taken back.
 *
 * Each change is written into the journal before it is made, so that a crash leaves no trace: the next start undoes
 * what the journal still holds. What was there before is never journalled and so never removed.
 */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { FieldbootError } from '../errors.ts';
import type { ChangeJournal } from '../store/store.ts';
import { parseIpAddresses, parseIpVlans, type Vlan } from './interfaces.ts';

/** One change of the system, as it stands in the journal. */
export type HostChange =
  | { readonly kind: 'address'; readonly interface: string; readonly cidr: string }
  | { readonly kind: 'up'; readonly interface: string }
  | ({ readonly kind: 'vlan' } & Vlan);

/** Takes changes back. May be called again. */
export type Undo = () => Promise<void>;

/** What is asked of the system; tests have another. */
export interface AddressSystem {
  /** IPv4 addresses of an interface with prefix lengths; empty when there is no such interface. */
  addresses(name: string): Promise<readonly string[]>;
  /** Every VLAN interface. */
  vlans(): Promise<readonly Vlan[]>;
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
  try {
    return await makeAll(await neededChanges(name, cidr, system), journal, system);
  } catch (error) {
    throw new FieldbootError('ADDRESS_NOT_SET', { cidr, name, detail: messageOf(error) }, { cause: error });
  }
}

/**
 * A VLAN of an interface: one that is there already, or `NAME.ID` made for the time being, both set up, on an interface
 * that is up. Resolves to its name and the undo. Rejects with VLAN_NOT_MADE, with nothing left behind.
 */
export async function giveVlan(
  parent: string,
  id: number,
  journal: ChangeJournal,
  system: AddressSystem = linux,
): Promise<{ name: string; undo: Undo }> {
  const there = (await system.vlans()).find((one) => one.parent === parent && one.id === id);
  const name = there?.interface ?? vlanName(parent, id);
  const [parentUp, up] = await Promise.all([system.isUp(parent), system.isUp(name)]);
  const changes: HostChange[] = [
    ...(parentUp ? [] : [{ kind: 'up', interface: parent } as const]),
    ...(there === undefined ? [{ kind: 'vlan', interface: name, parent, id } as const] : []),
    ...(up ? [] : [{ kind: 'up', interface: name } as const]),
  ];
  try {
    return { name, undo: await makeAll(changes, journal, system) };
  } catch (error) {
    throw new FieldbootError(
      'VLAN_NOT_MADE',
      { vlan: id, name: parent, detail: messageOf(error) },
      { cause: error },
    );
  }
}

/** `eth0.30`; the name of an interface has 15 characters at most (IFNAMSIZ). */
function vlanName(parent: string, id: number): string {
  const end = `.${id}`;
  return parent.slice(0, 15 - end.length) + end;
}

/** Makes changes, each journalled before; on failure nothing of them is left. */
async function makeAll(
  changes: readonly HostChange[],
  journal: ChangeJournal,
  system: AddressSystem,
): Promise<Undo> {
  const made: number[] = [];
  const undo: Undo = async () => {
    for (const id of made.splice(0).reverse()) await undoOne(id, journal, system);
  };
  try {
    for (const change of changes) {
      made.push(journal.record(change));
      await make(change, system);
    }
    return undo;
  } catch (error) {
    await undo();
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
  const { interface: name } = change;
  switch (change.kind) {
    case 'address':
      return ip('address', 'add', change.cidr, 'brd', '+', 'dev', name);
    case 'up':
      return ip('link', 'set', 'dev', name, 'up');
    case 'vlan':
      return ip('link', 'add', 'link', change.parent, 'name', name, 'type', 'vlan', 'id', String(change.id));
  }
}

function unmake(change: HostChange, { ip }: AddressSystem): Promise<void> {
  const { interface: name } = change;
  switch (change.kind) {
    case 'address':
      return ip('address', 'del', change.cidr, 'dev', name);
    case 'up':
      return ip('link', 'set', 'dev', name, 'down');
    case 'vlan':
      return ip('link', 'del', 'dev', name);
  }
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
  const { interface: name } = change;
  switch (change.kind) {
    case 'address':
      return (await system.addresses(name)).includes(change.cidr);
    case 'up':
      return system.isUp(name);
    case 'vlan':
      return (await system.vlans()).some((one) => one.interface === name && one.id === change.id);
  }
}

/** An entry that is not ours to understand is undefined, and forgotten. */
function readChange(entry: unknown): HostChange | undefined {
  const { kind, interface: name, cidr, parent, id } = (entry ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') return undefined;
  if (kind === 'up') return { kind, interface: name };
  if (kind === 'vlan' && typeof parent === 'string' && typeof id === 'number')
    return { kind, interface: name, parent, id };
  return kind === 'address' && typeof cidr === 'string' ? { kind, interface: name, cidr } : undefined;
}

const IFF_UP = 1;

/** Linux, through the `ip` program (package iproute2, on every distribution). Elsewhere `ip` is missing and says so. */
const linux: AddressSystem = {
  async addresses(name) {
    const shown = await runIp(['-json', '-4', 'address', 'show', 'dev', name]).catch(() => '');
    return parseIpAddresses(shown).get(name) ?? [];
  },
  async vlans() {
    return parseIpVlans(await runIp(['-json', '-details', 'link', 'show', 'type', 'vlan']).catch(() => '[]'));
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
