/** The machines: what is known of each, what each boots, and the timeline its events make. */
import { randomBytes } from 'node:crypto';
import { FieldbootError } from '../errors.ts';
import { cryptPassword } from '../host/crypt-password.ts';
import { afterReturn } from '../images/assign.ts';
import type { Disk } from '../images/form/disk.ts';
import type { Assignment, Machine, MachineFacts } from '../images/machine.ts';
import { isBuiltin, type Settings } from '../images/profile.ts';
import { prepareSettings } from '../images/settings.ts';
import { afterSighting, type Sighting } from '../images/sighting.ts';
import { changedTold, type ToldTexts } from '../netboot/told.ts';
import type { BootEvent, EventKind } from '../progress/events.ts';
import type { Timeline } from '../progress/timeline.ts';
import type { Store, StoredTimeline } from '../store/store.ts';
import type { Hub } from './hub.ts';
import { type ListedMachine, machineView } from './machine-view.ts';
import { mergedSettings, type Profiles } from './profiles.ts';
import { Sightings } from './sightings.ts';
import { Timelines } from './timelines.ts';

export type { ListedMachine };

export interface MachineChange {
  readonly name?: string | null | undefined;
  readonly reserved?: string | null | undefined;
  /** Settings of its own, over its profile's; an empty value takes one back. */
  readonly settings?: Settings | undefined;
  /** What DHCP tells it; an empty value takes an entry back. */
  readonly dhcp?: ToldTexts | undefined;
  readonly note?: string | null | undefined;
}

/** How a profile was chosen. */
export interface Chosen {
  /** Its disks may be erased; default true. */
  readonly confirmed?: boolean;
  /** Rule that chose it. */
  readonly rule?: string;
  /** Why, where that is not the technician's word at the laptop. */
  readonly because?: string;
}

export interface MachinesParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly profiles: Profiles;
  /** Job that new machines belong to; absent: none. */
  job?(): string;
}

/** How old the stored time of the last sighting may be, milliseconds. */
const WRITE_SEEN_AFTER = 30_000;

const forgottenName = (mac: string): string => `forgotten ${mac}`;

const UNKNOWN: MachineFacts = {
  manufacturer: null,
  product: null,
  serial: null,
  uuid: null,
  memoryMiB: null,
  cpu: null,
  arch: null,
  firmware: 'unknown',
};

export class Machines {
  readonly #parts: MachinesParts;
  readonly #timelines: Timelines;
  readonly #sightings: Sightings;

  constructor(parts: MachinesParts) {
    this.#parts = parts;
    this.#timelines = new Timelines(parts.store, parts.hub);
    this.#sightings = new Sightings(parts.store.machines.all());
  }

  /** All machines, in the order they were first seen. */
  list(): ListedMachine[] {
    const { machines, assignments } = this.#parts.store;
    const profiles = new Map(assignments.all().map(({ mac, profile }) => [mac, profile]));
    const settingsOf = once((profile: string) => this.#settingsOf(profile));
    return machines
      .all()
      .map((machine) => this.#view(machine, profiles.get(machine.mac) ?? null, settingsOf));
  }

  /** One machine. Throws NOT_FOUND. */
  get(mac: string): ListedMachine {
    const profile = this.assignment(mac)?.profile ?? null;
    return this.#view(this.known(mac), profile, (id) => this.#settingsOf(id));
  }

  /** The stored machine. Throws NOT_FOUND. */
  known(mac: string): Machine {
    const machine = this.#parts.store.machines.get(mac);
    if (machine === undefined) throw new FieldbootError('NOT_FOUND', { what: 'machine', id: mac });
    return machine;
  }

  /** Whether it was ever seen or is expected. */
  isKnown(mac: string): boolean {
    return this.#parts.store.machines.has(mac);
  }

  assignment(mac: string): Assignment | undefined {
    const assignment = this.#parts.store.assignments.get(mac);
    if (!assignment?.harmless || !this.#parts.profiles.installs(assignment.profile)) return assignment;
    return { ...assignment, confirmed: false };
  }

  /** Whether what it boots installs and erases a disk. */
  installs(mac: string): boolean {
    return this.#parts.profiles.installs(this.assignment(mac)?.profile ?? '');
  }

  timeline(mac: string): Timeline {
    return this.#timelines.of(mac);
  }

  /** MAC of the machine that has this address now; null when nobody is known to. */
  macAt(address: string): string | null {
    return this.#sightings.macAt(address);
  }

  /** Takes note of a machine on the wire; the first time it is `discovered`. */
  sighted(mac: string, sighting: Sighting): Machine {
    const now = this.#parts.clock();
    const machine = this.expected(mac);
    const { after, news } = afterSighting(machine, sighting, now);
    // A machine that waits asks every two seconds: its row is written when it says something new, or now and then.
    if (news || now - machine.lastSeen > WRITE_SEEN_AFTER) this.#parts.store.machines.put(after);
    this.#sightings.note(mac, now, after.address);
    if (machine.firstSeen === 0) this.#emit(mac, 'discovered', { firmware: after.firmware });
    return after;
  }

  /**
   * Chooses what a machine boots; it installs at its next network boot, or at once when it waits. Choosing the same
   * again while it has not finished changes nothing, so that a running installation keeps its token.
   * A machine that was never seen may be assigned: it is expected. Throws NOT_FOUND (profile).
   */
  assign(mac: string, profileId: string, { confirmed = true, rule, because }: Chosen = {}): ListedMachine {
    const { id, name } = isBuiltin(profileId)
      ? { id: profileId, name: profileId }
      : this.#parts.profiles.get(profileId);
    const before = this.assignment(mac);
    if (before?.profile === id && before.phase === 'install') {
      if (confirmed) this.confirm(mac);
      return this.get(mac);
    }
    if (rule === undefined) this.#choose(mac);
    this.#arm(mac, id, { ...(confirmed ? {} : { confirmed }), ...(rule === undefined ? {} : { rule }) });
    this.#emit(mac, 'assigned', {
      profile: id,
      name,
      ...(because === undefined ? {} : { reason: because }),
      ...(rule === undefined ? {} : { reason: `rule ${rule}` }),
    });
    return this.get(mac);
  }

  /** The technician says that its disks may be erased. Does nothing where that is not the question. */
  confirm(mac: string): void {
    const assignment = this.assignment(mac);
    if (assignment?.confirmed !== false) return;
    const { confirmed: _, harmless: __, ...armed } = assignment;
    this.#parts.store.assignments.put(armed);
    this.#emit(mac, 'confirmed', { profile: armed.profile });
  }

  /** Takes the assignment away. Throws NOT_FOUND. */
  unassign(mac: string): ListedMachine {
    this.known(mac);
    this.#choose(mac);
    this.#parts.store.assignments.remove(mac);
    this.#emit(mac, 'unassigned', {});
    return this.get(mac);
  }

  /** The stored machine, or what is known of one that was never seen: its MAC. */
  expected(mac: string): Machine {
    return this.#parts.store.machines.get(mac) ?? this.#newMachine(mac);
  }

  /** The profile every machine gets that nobody has chosen for. */
  assignDefault(mac: string, profileId: string, confirmed = true): Assignment {
    this.#emit(mac, 'assigned', { profile: profileId, reason: 'default profile' });
    return this.#arm(mac, profileId, confirmed ? {} : { confirmed });
  }

  /** Installs again at the next network boot, once confirmed. Throws NOT_FOUND (machine or its assignment). */
  reinstall(mac: string, confirmed = true): ListedMachine {
    const assignment = this.assignment(this.known(mac).mac);
    if (assignment === undefined) throw new FieldbootError('NOT_FOUND', { what: 'assignment', id: mac });
    this.#arm(mac, assignment.profile, confirmed ? {} : { confirmed });
    this.#emit(mac, 'assigned', { profile: assignment.profile, reason: 'install again' });
    return this.get(mac);
  }

  /**
   * Sends a machine to its own disk from its next network boot on, whatever it boots now; `reinstall` takes that back.
   * Throws NOT_FOUND (machine or its assignment).
   */
  bootLocally(mac: string): ListedMachine {
    const assignment = this.assignment(this.known(mac).mac);
    if (assignment === undefined) throw new FieldbootError('NOT_FOUND', { what: 'assignment', id: mac });
    this.#parts.store.assignments.put({ ...assignment, phase: 'local' });
    this.#emit(mac, 'changed', { reason: 'boots its own disk' });
    return this.get(mac);
  }

  /**
   * Names a machine, keeps an address for it (null takes either away), gives it settings or DHCP options of its own. It
   * need not have been seen: then it is expected. Throws NAME_TAKEN (address), SETTING_INVALID, DHCP_OPTION_INVALID.
   */
  change(mac: string, { name, reserved, settings = {}, dhcp, note }: MachineChange): ListedMachine {
    const machine = this.expected(mac);
    this.#assertUnreserved(mac, reserved);
    const after = {
      ...machine,
      name: name === undefined ? machine.name : name || null,
      reserved: reserved === undefined ? machine.reserved : reserved,
      settings: mergedSettings(machine.settings ?? {}, prepareSettings(settings, cryptPassword)),
      ...(dhcp === undefined ? {} : { dhcp: changedTold(machine.dhcp ?? {}, dhcp) }),
      ...(note === undefined ? {} : { note: note ?? '' }),
    };
    this.#parts.store.machines.put(after);
    // Names of settings alone: values may be secrets, and events are kept.
    const set = Object.keys(settings).join(' ');
    this.#emit(mac, 'changed', {
      name: after.name ?? '',
      reserved: after.reserved ?? '',
      ...(set ? { set } : {}),
    });
    return this.get(mac);
  }

  /**
   * Forgets a machine, its assignment, lease and events; only that the technician dealt with it is kept, so that a
   * default profile does not erase it when it comes back. Throws NOT_FOUND.
   */
  forget(mac: string): void {
    this.known(mac);
    const { store, hub } = this.#parts;
    store.together(() => {
      store.machines.remove(mac);
      store.assignments.remove(mac);
      store.leases.remove(mac);
      store.timelines.remove(mac);
      store.events.forget(mac);
      store.values.set(forgottenName(mac), 'yes');
    });
    this.#drop(mac);
    hub.changed('machines');
  }

  /** Anything was heard of it that says nothing else: a file it fetches. */
  heard(mac: string): void {
    this.#sightings.note(mac, this.#parts.clock());
  }

  /** When it was last heard, milliseconds since 1970; 0: never. */
  heardAt(mac: string): number {
    return Math.max(this.#parts.store.machines.get(mac)?.lastSeen ?? 0, this.#sightings.lastOf(mac));
  }

  /** MACs of machines that are being installed. */
  underWay(): string[] {
    return this.#timelines.underWay();
  }

  /** What is stored of it was put back as it was; a timeline where that was taken away. */
  restored(mac: string, timeline: StoredTimeline | null): void {
    if (!this.isKnown(mac)) this.#timelines.drop(mac);
    if (timeline !== null) this.#timelines.restore(timeline);
  }

  /** Changes what only the technician says of it. Throws NOT_FOUND. */
  mark(mac: string, marks: Pick<Machine, 'held' | 'skip' | 'job'>): Machine {
    const after = { ...this.known(mac), ...marks };
    this.#parts.store.machines.put(after);
    return after;
  }

  /** Its job is closed: it leaves the list; its events stay for the report. It is seen anew when it comes back. */
  archive(mac: string): void {
    const { machines, assignments, timelines, values } = this.#parts.store;
    machines.remove(mac);
    assignments.remove(mac);
    timelines.remove(mac);
    // A default profile of the next job must not erase what this one installed.
    values.set(forgottenName(mac), 'yes');
    this.#drop(mac);
  }

  /** Its installer says which fixed disks it has; none is said where they were not looked at. */
  hasDisks(mac: string, disks: readonly Disk[]): void {
    if (disks.length > 0) this.#parts.store.machines.put({ ...this.known(mac), disks });
  }

  /** It asks for its script again: what that means for its assignment. */
  cameBack(assignment: Assignment): Assignment {
    const after = afterReturn(assignment, this.timeline(assignment.mac));
    if (after !== assignment) this.#parts.store.assignments.put(after);
    return after;
  }

  /** All that was wanted of it is done, and nothing was installed. */
  settled(assignment: Assignment): void {
    this.#parts.store.assignments.put({ ...assignment, phase: 'installed' });
  }

  /** The installer says it is done: from now on the machine boots from its own disk. */
  finished(assignment: Assignment): void {
    this.#parts.store.assignments.put({ ...assignment, phase: 'installed' });
    this.#emit(assignment.mac, 'finished', { profile: assignment.profile });
  }

  /** Nothing of it is kept in memory. */
  #drop(mac: string): void {
    this.#timelines.drop(mac);
    this.#sightings.drop(mac);
    this.#parts.hub.forgotten(mac);
  }

  #assertUnreserved(mac: string, reserved: string | null | undefined): void {
    if (!reserved) return;
    const holder = this.#parts.store.machines.reservedTo(reserved);
    if (holder !== null && holder !== mac)
      throw new FieldbootError('NAME_TAKEN', { what: 'machine', name: reserved });
  }

  #newMachine(mac: string): Machine {
    return {
      ...UNKNOWN,
      mac,
      name: null,
      address: null,
      firstSeen: 0,
      lastSeen: 0,
      chosen: this.#parts.store.values.get(forgottenName(mac)) !== undefined,
      reserved: null,
      ...(this.#parts.job ? { job: this.#parts.job() } : {}),
    };
  }

  #choose(mac: string): void {
    const { machines } = this.#parts.store;
    machines.put({ ...this.expected(mac), chosen: true });
  }

  #arm(mac: string, profile: string, chosen: Chosen = {}): Assignment {
    const token = randomBytes(12).toString('hex');
    const assignedAt = this.#parts.clock();
    const assignment: Assignment = {
      mac,
      profile,
      phase: 'install',
      starts: 0,
      token,
      assignedAt,
      ...chosen,
      ...(this.#isHarmless(profile) ? { harmless: true } : {}),
    };
    this.#parts.store.assignments.put(assignment);
    return assignment;
  }

  #isHarmless(profile: string): boolean {
    const known = !isBuiltin(profile) && this.#parts.store.profiles.get(profile) !== undefined;
    return known && !this.#parts.profiles.installs(profile);
  }

  #emit(mac: string, kind: EventKind, detail: BootEvent['detail']): void {
    this.#parts.hub.emit({ mac, kind, detail });
  }

  #view(machine: Machine, profile: string | null, settingsOf: (profile: string) => Settings): ListedMachine {
    return machineView({
      machine,
      timeline: this.timeline(machine.mac),
      profile,
      profileSettings: profile === null ? {} : settingsOf(profile),
      lastSeen: Math.max(machine.lastSeen, this.#sightings.lastOf(machine.mac)),
    });
  }

  #settingsOf(profileId: string): Settings {
    const profile = this.#parts.store.profiles.get(profileId);
    return profile === undefined
      ? {}
      : { ...this.#parts.profiles.get(profileId).defaults, ...profile.settings };
  }
}

/** The same function, asked once for each key. */
function once<T>(ask: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    const known = answers.get(key) ?? ask(key);
    answers.set(key, known);
    return known;
  };
}
