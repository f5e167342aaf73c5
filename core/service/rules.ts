/** The technician's rules: which profile machines get that nobody has chosen for. */
import { FieldbootError } from '../errors.ts';
import { isConfirmed } from '../images/arming.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import { isBuiltin } from '../images/profile.ts';
import {
  type Candidate,
  chooseRule,
  inOrder,
  isUndecided,
  type Judged,
  judge,
  type Rule,
  type Selector,
} from '../images/rules.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import { unusedId } from './ids.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { SitePolicy } from './site-policy.ts';

export interface RulesParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly machines: Machines;
  readonly profiles: Profiles;
  readonly policy: SitePolicy;
  /** Profile of machines that no rule is for; null: they wait. */
  defaultProfile(): DefaultProfile | null;
  /** A job sheet names machines by serial that have not come yet. */
  awaitsSerials(): boolean;
}

/** What machines boot that nobody has chosen for. */
export interface DefaultProfile {
  readonly profile: string;
  /** The technician said, when setting it, that it may erase whatever machine asks. */
  readonly confirmed: boolean;
}

export interface RuleDraft {
  readonly selector: { [K in keyof Selector]?: Selector[K] | undefined };
  readonly profile: string;
  readonly armed: boolean;
}

/** A machine before a rule that is not made yet. */
export interface Tried {
  readonly mac: string;
  /** Field that is not as asked; null: it matches. */
  readonly misses: keyof Selector | null;
  /** Id of the rule that is asked before it and matches too; null: none is. */
  readonly before: string | null;
  /** The technician has chosen for the machine: no rule is asked. */
  readonly chosen: boolean;
}

export class Rules {
  readonly #parts: RulesParts;

  constructor(parts: RulesParts) {
    this.#parts = parts;
  }

  /** In the order they are asked. */
  list(): Rule[] {
    return inOrder(this.#parts.store.rules.all());
  }

  /** Adds a rule. Throws NOT_FOUND (profile), RULE_INVALID (it asks nothing, or a range that is none). */
  add({ selector, profile, armed }: RuleDraft): Rule {
    const { store, clock, profiles, hub } = this.#parts;
    const rule: Rule = {
      id: unusedId('rule-1', (id) => store.rules.get(id) !== undefined).replace(/^rule-1-/, 'rule-'),
      selector: readSelector(selector),
      profile: isBuiltin(profile) ? profile : profiles.get(profile).id,
      armed,
      createdAt: clock(),
    };
    store.rules.put(rule);
    hub.changed('rules');
    return rule;
  }

  /** Removes a rule; machines keep what it chose for them. Throws NOT_FOUND. */
  remove(id: string): Rule {
    const { store, hub } = this.#parts;
    const rule = store.rules.get(id);
    if (rule === undefined) throw new FieldbootError('NOT_FOUND', { what: 'rule', id });
    store.rules.remove(id);
    hub.changed('rules');
    return rule;
  }

  /** Every rule in the order it is asked for a machine, and what keeps it from matching. Throws NOT_FOUND (machine). */
  test(mac: string): Judged[] {
    return judge(this.list(), this.#candidate(this.#parts.machines.known(mac)));
  }

  /** What a rule that is not made yet would do, for every machine that is known. Throws RULE_INVALID. */
  try(selector: RuleDraft['selector']): Tried[] {
    const { store, clock } = this.#parts;
    const trial: Rule = {
      id: '',
      selector: readSelector(selector),
      profile: '',
      armed: false,
      createdAt: clock(),
    };
    const rules = [...this.list(), trial];
    const machines = store.machines.all();
    return machines.map((machine) => {
      const judged = judge(rules, { ...machine, order: orderOf(machine, machines) });
      const misses = judged.find(({ rule }) => rule === trial)?.misses ?? null;
      const first = judged.find((one) => one.misses === null)?.rule;
      const before = misses === null && first !== undefined && first !== trial ? first.id : null;
      return { mac: machine.mac, misses, before, chosen: machine.chosen };
    });
  }

  /**
   * Chooses for a machine that nobody has chosen for; undefined: it waits. `mute`: its loader does not say who it is. While
   * a sheet waits for serials, or a rule asks for what is not known, neither a rule nor the default profile is taken for it
   * then: it may be the machine that something else was meant for.
   */
  chooseFor(machine: Machine, mute = false): Assignment | 'unidentified' | undefined {
    if (machine.chosen) return undefined;
    if (mute && machine.serial === null && this.#parts.awaitsSerials()) return 'unidentified';
    const rules = this.list();
    const candidate = rules.length === 0 ? null : this.#candidate(machine);
    if (mute && candidate !== null && isUndecided(rules, candidate)) return 'unidentified';
    const rule = candidate && chooseRule(rules, candidate);
    // A rule whose profile was removed is no reason to install something else.
    if (rule !== null) return this.#exists(rule.profile) ? this.#byRule(machine.mac, rule) : undefined;
    const chosen = this.#parts.defaultProfile();
    // So it is with a default profile that was removed.
    if (chosen === null || !this.#exists(chosen.profile)) return undefined;
    const confirmed = this.#isConfirmed('default', chosen.profile, chosen.confirmed);
    return this.#parts.machines.assignDefault(machine.mac, chosen.profile, confirmed);
  }

  #byRule(mac: string, rule: Rule): Assignment | undefined {
    const { machines } = this.#parts;
    const confirmed = this.#isConfirmed('rule', rule.profile, rule.armed ? true : undefined);
    machines.assign(mac, rule.profile, { confirmed, rule: rule.id });
    return machines.assignment(mac);
  }

  #isConfirmed(by: 'rule' | 'default', profile: string, said: boolean | undefined): boolean {
    const { profiles, policy } = this.#parts;
    return isConfirmed(policy.current.confirm, { by, erases: profiles.erases(profile), confirmed: said });
  }

  #exists(profile: string): boolean {
    return isBuiltin(profile) || this.#parts.store.profiles.get(profile) !== undefined;
  }

  #candidate(machine: Machine): Candidate {
    return { ...machine, order: orderOf(machine, this.#parts.store.machines.all()) };
  }
}

/** Place in the order of arrival in its job, from 1. */
function orderOf({ mac, job, firstSeen }: Machine, all: readonly Machine[]): number {
  const before = all.filter(
    (one) => one.job === job && one.firstSeen > 0 && one.mac !== mac && one.firstSeen <= firstSeen,
  );
  return before.length + 1;
}

function readSelector(given: RuleDraft['selector']): Selector {
  const asked = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  if (asked.length === 0)
    throw new FieldbootError('RULE_INVALID', { detail: 'it asks nothing of a machine' });
  const selector = Object.fromEntries(asked) as Selector;
  const { from = 1, to = Number.POSITIVE_INFINITY } = selector;
  if (from > to)
    throw new FieldbootError('RULE_INVALID', { detail: `its places ${from} to ${to} hold none` });
  const mac = selector.mac?.toLowerCase().replaceAll('-', ':');
  if (mac !== undefined && !/^[0-9a-f]{2}(:[0-9a-f]{2}){0,5}:?$/.test(mac))
    throw new FieldbootError('RULE_INVALID', { detail: `${selector.mac} is no beginning of a MAC address` });
  return mac === undefined ? selector : { ...selector, mac };
}
