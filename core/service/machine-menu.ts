/** The menu on the machines: what is offered there, and what a choice made there comes to. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServeRequest } from '../api/contract.ts';
import type { Profile } from '../images/profile.ts';
import type { Menu, MenuEntry } from '../scripts/menu.ts';

export interface MachineMenuParts {
  readonly profiles: {
    all(): readonly Profile[];
    get(id: string): Profile | undefined;
    named(name: string): Profile | undefined;
  };
  /** Whether what a profile does erases disks. */
  erases(profile: string): boolean;
  /** Name of this laptop. */
  readonly laptop: string;
  readonly clock: () => number;
  /** What was asked for with serving; undefined: no menu. */
  settings(): ServeRequest['menu'];
}

export type Choice =
  | { readonly kind: 'profile'; readonly id: string }
  | { readonly kind: 'local' }
  /** It is asked once more. */
  | { readonly kind: 'menu'; readonly menu: Menu }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Whether disks may be erased, asked at one machine. */
interface Question {
  readonly key: string;
  readonly profile: string;
  readonly menu: Menu;
  readonly at: number;
}

/** Wrong PINs in a minute: of one machine, and of all, for who changes his MAC. */
const MOST_WRONG = { machine: 5, all: 20 };
const MINUTE = 60_000;

/** How long the question whether disks may be erased stands. */
const QUESTION_LASTS = 2 * MINUTE;

export class MachineMenu {
  readonly #parts: MachineMenuParts;
  /** Wrong PINs of the last minute. */
  #wrong: readonly { readonly mac: string; readonly at: number }[] = [];
  /** Machines that were asked whether their disks may be erased. */
  readonly #asked = new Map<string, Question>();

  constructor(parts: MachineMenuParts) {
    this.#parts = parts;
  }

  /** Whether a choice counts as the technician's own: who stands there knew the PIN. */
  get isTrusted(): boolean {
    return this.#parts.settings()?.pin !== undefined;
  }

  /** The menu of a machine that nobody has chosen for; null: there is none. */
  current(): Menu | null {
    const settings = this.#parts.settings();
    if (settings === undefined) return null;
    return {
      title: `Fieldboot on ${this.#parts.laptop}`,
      stay: 'Wait for the technician at the laptop',
      entries: this.#entries(),
      seconds: settings.seconds ?? 60,
      asksPin: settings.pin !== undefined,
    };
  }

  /** The question that was asked at a machine; null: none stands. */
  question(mac: string): Menu | null {
    return this.#asked.get(mac)?.menu ?? null;
  }

  /** What a choice comes to. What erases is asked about once more, with a key that nobody could have guessed. */
  judge(mac: string, key: string, pin: string): Choice {
    const settings = this.#parts.settings();
    if (settings === undefined) return refused('There is no menu any more.');
    const answered = this.#answered(mac, key);
    if (answered !== null) return { kind: 'profile', id: answered };
    if (settings.pin !== undefined) {
      const problem = this.#judgePin(mac, settings.pin, pin);
      if (problem !== null) return refused(problem);
    }
    const entry = this.#entries().find((one) => one.key === key);
    if (entry === undefined) return refused('That is not in the menu any more.');
    if (key === LOCAL) return { kind: 'local' };
    const id = key.slice(PROFILE.length);
    return this.#parts.erases(id) ? this.#ask(mac, id) : { kind: 'profile', id };
  }

  #entries(): MenuEntry[] {
    const wanted = this.#parts.settings()?.profiles;
    const { profiles } = this.#parts;
    const allowed =
      wanted === undefined
        ? profiles.all()
        : wanted.flatMap((one) => profiles.get(one) ?? profiles.named(one) ?? []);
    return [
      { key: LOCAL, title: 'Start from its own disk' },
      ...allowed.map(({ id, name }) => ({
        key: `${PROFILE}${id}`,
        title: this.#parts.erases(id) ? `Install ${name}: ERASES its disks` : `Run ${name}`,
      })),
    ];
  }

  #ask(mac: string, profile: string): Choice {
    const name = this.#parts.profiles.get(profile)?.name ?? profile;
    const key = `erase-${randomBytes(12).toString('hex')}`;
    const menu = {
      title: 'ERASE the disks of this machine?',
      stay: 'No, leave it as it is',
      entries: [{ key, title: `Yes, ERASE its disks and install ${name}` }],
      seconds: 60,
      asksPin: false,
    };
    this.#asked.set(mac, { key, profile, menu, at: this.#parts.clock() });
    return { kind: 'menu', menu };
  }

  /** The profile that was asked about, when the key is the one of the question. */
  #answered(mac: string, key: string): string | null {
    const asked = this.#asked.get(mac);
    if (asked === undefined || !isSame(asked.key, key)) return null;
    this.#asked.delete(mac);
    return this.#parts.clock() - asked.at > QUESTION_LASTS ? null : asked.profile;
  }

  /** Why a PIN does not hold; null when it does. */
  #judgePin(mac: string, right: string, given: string): string | null {
    const now = this.#parts.clock();
    this.#wrong = this.#wrong.filter(({ at }) => now - at < MINUTE);
    const own = this.#wrong.filter((one) => one.mac === mac).length;
    if (own >= MOST_WRONG.machine || this.#wrong.length >= MOST_WRONG.all)
      return 'Too many wrong PINs; wait a minute.';
    if (isSame(given, right)) return null;
    this.#wrong = [...this.#wrong, { mac, at: now }];
    return 'The PIN is wrong.';
  }
}

const LOCAL = 'local';
const PROFILE = 'profile-';

const refused = (sentence: string): Choice => ({ kind: 'refused', sentence });

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
