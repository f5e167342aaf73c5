/**
 * Rules that choose a profile for machines nobody has chosen for. Pure: explicit comes before rule, rule before
 * default; of several rules the one that asks most counts, and a tie has the same winner every time.
 */
import type { Machine } from './machine.ts';

/** What a machine must be; absent fields ask nothing. Texts are compared without regard to case. */
export interface Selector {
  /** Beginning of the MAC: `52:54:00`. */
  readonly mac?: string;
  /** Patterns with `*` and `?`: `Dell*`. */
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  /** `x86_64`, `arm64`, or the firmware: `bios`, `uefi-x64`. */
  readonly arch?: string;
  readonly uuid?: string;
  /** Place in the order of arrival in its job, from 1; both included. */
  readonly from?: number;
  readonly to?: number;
}

export interface Rule {
  readonly id: string;
  readonly selector: Selector;
  readonly profile: string;
  /** What it chooses may erase disks without being confirmed again. */
  readonly armed: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** What rules look at. */
export interface Candidate
  extends Pick<Machine, 'mac' | 'manufacturer' | 'product' | 'serial' | 'uuid' | 'arch' | 'firmware'> {
  /** Place in the order of arrival in its job, from 1. */
  readonly order: number;
}

/** A rule and why it does not match; null: it does. */
export interface Judged {
  readonly rule: Rule;
  /** Name of the first field that is not as asked. */
  readonly misses: keyof Selector | null;
}

/** What machines say themselves, which some loaders do not pass on. */
const TOLD = ['manufacturer', 'product', 'serial', 'uuid'] as const;

/** The rule for a machine; null when none matches. */
export function chooseRule(rules: readonly Rule[], machine: Candidate): Rule | null {
  return judge(rules, machine).find(({ misses }) => misses === null)?.rule ?? null;
}

/**
 * Whether another rule, or a rule at all, might be chosen for a machine if it had said all of itself: one that comes first
 * asks for what is not known of it.
 */
export function isUndecided(rules: readonly Rule[], machine: Candidate): boolean {
  const first = judge(rules, machine).find(
    ({ rule, misses }) => misses === null || mayMatch(rule.selector, machine),
  );
  return first !== undefined && first.misses !== null;
}

/** Whether a rule holds in all that is known. */
function mayMatch(selector: Selector, machine: Candidate): boolean {
  const open = TOLD.filter((field) => selector[field] !== undefined && machine[field] === null);
  const known = Object.fromEntries(
    Object.entries(selector).filter(([field]) => !open.includes(field as never)),
  );
  return open.length > 0 && missed(known, machine) === null;
}

/** Every rule in the order it is asked, with what keeps it from matching. */
export function judge(rules: readonly Rule[], machine: Candidate): Judged[] {
  return inOrder(rules).map((rule) => ({ rule, misses: missed(rule.selector, machine) }));
}

/** Rules in the order they are asked: the one that asks most first. */
export const inOrder = (rules: readonly Rule[]): Rule[] => [...rules].sort(bySpecificity);

/** Most specific first. Ties: the older, and of two made at once the one whose id comes first. */
function bySpecificity(a: Rule, b: Rule): number {
  return (
    specificity(b.selector) - specificity(a.selector) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
  );
}

/** One machine, some of a kind, many: what is nearer to one machine weighs more than any number of wider fields. */
const WEIGHTS: Readonly<Record<keyof Selector, number>> = {
  uuid: 1000,
  serial: 500,
  mac: 0,
  from: 50,
  to: 50,
  product: 20,
  manufacturer: 10,
  arch: 5,
};

/** How much a selector asks; longer beginnings of a MAC ask more, a whole one names one machine. */
export function specificity(selector: Selector): number {
  const fields = (Object.keys(selector) as (keyof Selector)[]).filter((key) => selector[key] !== undefined);
  const weights = fields.map((key) => WEIGHTS[key] + (isExact(selector[key]) ? 1 : 0));
  const mac = selector.mac === undefined ? 0 : selector.mac.length >= 17 ? 1000 : selector.mac.length * 2;
  return weights.reduce((sum, weight) => sum + weight, mac);
}

const isExact = (value: string | number | undefined): boolean =>
  typeof value === 'string' && !/[*?]/.test(value);

function missed(selector: Selector, machine: Candidate): keyof Selector | null {
  const like = (pattern: string | undefined, value: string | null) =>
    pattern === undefined || matches(pattern, value ?? '');
  const tests: readonly (readonly [keyof Selector, boolean])[] = [
    ['mac', selector.mac === undefined || machine.mac.startsWith(selector.mac)],
    ['manufacturer', like(selector.manufacturer, machine.manufacturer)],
    ['product', like(selector.product, machine.product)],
    ['serial', like(selector.serial, machine.serial)],
    ['uuid', like(selector.uuid, machine.uuid)],
    ['arch', like(selector.arch, machine.arch) || like(selector.arch, machine.firmware)],
    ['from', selector.from === undefined || machine.order >= selector.from],
    ['to', selector.to === undefined || machine.order <= selector.to],
  ];
  return tests.find(([, holds]) => !holds)?.[0] ?? null;
}

/** A pattern with `*` and `?`, the whole text, case ignored. Without a regular expression: no pattern can be slow. */
export function matches(pattern: string, text: string): boolean {
  const [want, have] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, star, retry] = [0, -1, 0];
  for (let n = 0; n < have.length; ) {
    if (at < want.length && (want[at] === '?' || (want[at] === have[n] && want[at] !== '*'))) {
      at++;
      n++;
    } else if (want[at] === '*') {
      star = at++;
      retry = n;
    } else if (star >= 0) {
      at = star + 1;
      n = ++retry;
    } else return false;
  }
  while (want[at] === '*') at++;
  return at === want.length;
}
