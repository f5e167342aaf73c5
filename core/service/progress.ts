/** From transfers to events: which machine fetched what, how much in all, told at most once a second. */
import type { Family } from '../images/family.ts';
import type { EventKind } from '../progress/events.ts';
import { rateOf, type Speed, served } from '../progress/speed.ts';
import type { Served } from '../tree/mounts.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

/** How often a machine's running totals become an event, milliseconds. */
const TELL_EVERY = 1000;

export interface ProgressParts {
  readonly hub: Hub;
  readonly machines: Machines;
  readonly clock: () => number;
  /** Does what may fail, a full disk above all, where nobody waits for it: an error there would end the engine. */
  survive(work: () => void): void;
  /** Family of an image that is being served; undefined when it is not known. */
  familyOf(image: string): Family | undefined;
  /** Rough share done, 0 to 1; null when nothing can be said. */
  estimate(mac: string, family: Family, done: { files: number; bytes: number }): number | null;
}

interface Tally {
  files: number;
  bytes: number;
  stage: string;
  told: number;
  timer: NodeJS.Timeout | undefined;
}

export class Progress {
  readonly #parts: ProgressParts;
  readonly #tallies = new Map<string, Tally>();
  readonly #speeds = new Map<string, Speed>();
  #bytesServed = 0;

  constructor(parts: ProgressParts) {
    this.#parts = parts;
    parts.hub.listen({
      forgotten: (mac) => {
        this.restart(mac);
        this.#speeds.delete(mac);
      },
    });
  }

  /** Bytes served through all doors since the start. */
  get bytesServed(): number {
    return this.#bytesServed;
  }

  /** A new installation begins: its figures start at nothing. */
  restart(mac: string): void {
    clearTimeout(this.#tallies.get(mac)?.timer);
    this.#tallies.delete(mac);
  }

  /** Takes note of a transfer that ended. */
  note(transfer: Served): void {
    this.#bytesServed += transfer.bytes;
    const mac = this.#parts.machines.macAt(transfer.from.address);
    if (mac === null) return;
    this.#parts.machines.heard(mac);
    this.#speeds.set(mac, served(this.#speeds.get(mac), transfer.bytes, this.#parts.clock()));
    const [, area, id = '', part, ...rest] = transfer.path.split('/');
    if (area === 'loaders' && transfer.complete && isLoader(transfer.path)) this.#loader(mac, transfer);
    if (area === 'images')
      this.#imageFile(mac, id, rest.length > 0 ? rest.join('/') : (part ?? ''), transfer);
  }

  /** How fast a machine is served now, bytes per second. */
  speedOf(mac: string): number {
    return rateOf(this.#speeds.get(mac), this.#parts.clock());
  }

  /** Nothing more is told after this. */
  close(): void {
    for (const mac of [...this.#tallies.keys()]) this.restart(mac);
  }

  #loader(mac: string, { path, bytes, from }: Served): void {
    this.#parts.hub.emit({ mac, kind: 'loader', detail: { file: path, bytes, door: from.door } });
  }

  #imageFile(mac: string, imageId: string, file: string, served: Served): void {
    const family = this.#parts.familyOf(imageId);
    const tally = this.#tally(mac);
    tally.files += 1;
    tally.bytes += served.bytes;
    const stage = family?.stage(file) ?? null;
    if (family === undefined || stage === null) return;
    if (stage === 'kernel' || stage === 'initrd') {
      if (served.complete) this.#tell(mac, tally, family, stage, { file: served.path });
    } else {
      // A system in memory that installs itself is an installer.
      const runs = stage === 'system' && !this.#parts.machines.installs(mac);
      if (runs) this.#tellSoon(mac, tally, family, 'running', stage);
      else this.#tellSoon(mac, tally, family, 'installing', stage === 'system' ? 'installer' : stage);
    }
  }

  #tally(mac: string): Tally {
    let tally = this.#tallies.get(mac);
    if (tally === undefined) {
      const { bytes, files } = this.#parts.machines.timeline(mac);
      tally = { bytes, files, stage: '', told: 0, timer: undefined };
      this.#tallies.set(mac, tally);
    }
    return tally;
  }

  #tellSoon(mac: string, tally: Tally, family: Family, kind: EventKind, stage: string): void {
    const tell = () => this.#tell(mac, tally, family, kind, { stage });
    const wait = stage === tally.stage ? tally.told + TELL_EVERY - this.#parts.clock() : 0;
    tally.stage = stage;
    clearTimeout(tally.timer);
    tally.timer = undefined;
    if (wait <= 0) tell();
    else tally.timer = setTimeout(() => this.#parts.survive(tell), wait).unref();
  }

  #tell(
    mac: string,
    tally: Tally,
    family: Family,
    kind: EventKind,
    more: Readonly<Record<string, string>>,
  ): void {
    tally.told = this.#parts.clock();
    const { files, bytes } = tally;
    const progress = this.#parts.estimate(mac, family, { files, bytes });
    const detail = { ...more, files, bytes, ...(progress === null ? {} : { progress }) };
    this.#parts.hub.emit({ mac, kind, detail });
  }
}

/** A loader, and neither its configuration nor a module of it. */
const isLoader = (path: string): boolean => !/\/pxelinux\.cfg\/|\.c32$/.test(path);
