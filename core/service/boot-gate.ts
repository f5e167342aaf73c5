/** What keeps a machine from installing at once: held, skipped, paused, or not its turn. */
import type { Circumstances } from '../images/assign.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import { ahead, type Turn } from '../images/queue.ts';
import type { Machines } from './machines.ts';
import type { SitePolicy } from './site-policy.ts';

/** What bears on a machine that asks, and the place it has if it may install. */
export interface Admission {
  readonly circumstances: Circumstances;
  /** Its script was handed out, or could not be made: from now on its timeline says whether it holds a place. */
  leave(): void;
}

export interface BootGateParts {
  readonly machines: Machines;
  readonly policy: SitePolicy;
  readonly clock: () => number;
  /** Whether a profile installs; false also where it is gone. Never throws. */
  installs(profile: string): boolean;
  /** Machines that do not go on by themselves: they hold no place of the queue. */
  isStuck(mac: string): boolean;
}

/** A machine in the queue asks every two seconds: one that has not asked for so long is switched off. */
const STILL_THERE = 30_000;

/** A machine that boots fetches something: not heard of for so long, it holds no place of the queue any more. */
const BOOT_SILENCE = 10 * 60_000;

/** For so long a machine that is to boot from its disk once is sent there, however often its firmware asks. */
const SKIP_LASTS = 5 * 60_000;

export class BootGate {
  readonly #parts: BootGateParts;
  /** First and latest question of those that wait for their turn. */
  readonly #waiting = new Map<string, { readonly asked: number; readonly latest: number }>();

  /** Questions that were let through and are being answered, by machine: making a script takes a while. */
  readonly #entered = new Map<string, number>();

  /** When machines were sent to their own disk, once. */
  readonly #skipped = new Map<string, number>();

  constructor(parts: BootGateParts) {
    this.#parts = parts;
  }

  /**
   * A machine asks for its script now. One that may install has its place from this moment on, not from when its script is
   * ready: others ask meanwhile.
   */
  enter(machine: Machine, assignment: Assignment | undefined): Admission {
    const { paused } = this.#parts.policy.current;
    const free = { held: machine.held ?? false, skip: this.#skips(machine), paused: false, ahead: 0 };
    if (!this.#wantsToInstall(assignment) || free.held || free.skip) return passing(free);
    const running = this.#running();
    if (running.has(machine.mac)) return this.#admit(machine.mac, free);
    const ahead = this.#ask(machine.mac, running);
    if (paused || ahead > 0) return passing({ ...free, paused, ahead });
    this.#waiting.delete(machine.mac);
    return this.#admit(machine.mac, free);
  }

  #admit(mac: string, circumstances: Circumstances): Admission {
    const [entered, change] = [this.#entered, (by: number) => (this.#entered.get(mac) ?? 0) + by];
    entered.set(mac, change(1));
    return {
      circumstances,
      leave: () => {
        if (change(-1) <= 0) entered.delete(mac);
        else entered.set(mac, change(-1));
      },
    };
  }

  /** How many must be done or come before a machine that waits in the queue; null: it is not in it. */
  placeOf(mac: string): number | null {
    return this.#waiting.has(mac) ? this.#ahead(mac) : null;
  }

  /** Machines that are being installed, and those that wait for it. */
  counts(): { running: number; waiting: number } {
    this.#forgetGone();
    return { running: this.#running().size, waiting: this.#waiting.size };
  }

  /** The word is used up when the script was written, which is not yet a machine that has booted: it may ask again. */
  #skips({ mac, skip = false }: Machine): boolean {
    const now = this.#parts.clock();
    if (skip) this.#skipped.set(mac, now);
    const at = this.#skipped.get(mac);
    if (at !== undefined && now - at > SKIP_LASTS) this.#skipped.delete(mac);
    return this.#skipped.has(mac);
  }

  #ask(mac: string, running: ReadonlySet<string>): number {
    const now = this.#parts.clock();
    this.#waiting.set(mac, { asked: this.#waiting.get(mac)?.asked ?? now, latest: now });
    this.#forgetGone();
    return this.#ahead(mac, running);
  }

  #ahead(mac: string, running = this.#running()): number {
    const waiting: Turn[] = [...this.#waiting].map(([one, { asked }]) => ({ mac: one, asked }));
    return ahead(mac, { running, waiting, most: this.#parts.policy.current.most });
  }

  #running(): ReadonlySet<string> {
    const { machines, installs, isStuck } = this.#parts;
    const underWay = machines
      .underWay()
      .filter((mac) => installs(machines.assignment(mac)?.profile ?? '') && !isStuck(mac))
      .filter((mac) => !this.#neverBegan(mac));
    return new Set([...this.#entered.keys(), ...underWay]);
  }

  /** It got its script and was switched off before its installer ran; nothing would ever call it stuck. */
  #neverBegan(mac: string): boolean {
    const { machines, clock } = this.#parts;
    return machines.timeline(mac).state === 'booting' && clock() - machines.heardAt(mac) > BOOT_SILENCE;
  }

  #forgetGone(): void {
    const now = this.#parts.clock();
    for (const [mac, { latest }] of this.#waiting) if (now - latest > STILL_THERE) this.#waiting.delete(mac);
  }

  #wantsToInstall(assignment: Assignment | undefined): boolean {
    if (assignment?.phase !== 'install' || assignment.confirmed === false) return false;
    return this.#parts.installs(assignment.profile);
  }
}

const passing = (circumstances: Circumstances): Admission => ({ circumstances, leave: () => {} });
