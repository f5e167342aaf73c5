/** Every machine that is known before a rule: whether it matches, and if so whether the rule is what chooses for it. */
import { IconArrowNarrowRight, IconCheck, IconMinus } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { MachineView, SelectorView } from '../../../../core/api/contract.ts';
import { TroubleCard } from '../../../components/problem-card.tsx';
import { modelOf, titleOf } from '../../../state/machine-view.ts';
import { troubleOf } from '../../../state/problem.ts';
import { useMachines } from '../../../state/queries.ts';
import {
  matchesFirst,
  placeOf,
  type Standing,
  standingOf,
  useRules,
  useTrial,
} from '../../../state/rules.ts';
import { useText } from '../../../text/text.ts';
import classes from './rules-tab.module.css';

/** Machines that are listed; the figure above counts all. */
const LISTED = 200;

export interface TrialProps {
  readonly title: string;
  /** null: nothing is asked yet. */
  readonly selector: SelectorView | null;
  /** Id of the rule when it is made already. */
  readonly self: string | null;
}

export function Trial({ title, selector, self }: TrialProps) {
  const { rules: text } = useText().desk;
  const { data: machines = [] } = useMachines();
  const { data, error } = useTrial(selector);
  const tried = data ?? [];
  const known = useMemo(() => new Map(machines.map((one) => [one.mac, one])), [machines]);
  const matching = tried.filter(({ misses }) => misses === null).length;
  return (
    <section className={classes.trial} aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      {selector === null ? (
        <p className={classes.empty}>{text.trialNothing}</p>
      ) : error !== null ? (
        <TroubleCard trouble={troubleOf(error)} />
      ) : data === undefined ? null : tried.length === 0 ? (
        <p className={classes.empty}>{text.trialNoMachines}</p>
      ) : (
        <>
          <p className={classes.count} role="status">
            {text.trialCount(matching, tried.length)}
          </p>
          <ul className={classes.machines}>
            {matchesFirst(tried)
              .slice(0, LISTED)
              .map((one) => (
                <Machine
                  key={one.mac}
                  mac={one.mac}
                  machine={known.get(one.mac)}
                  standing={standingOf(one, known.get(one.mac), self)}
                />
              ))}
          </ul>
        </>
      )}
    </section>
  );
}

const ICONS = {
  gets: IconCheck,
  has: IconCheck,
  'by-hand': IconArrowNarrowRight,
  before: IconArrowNarrowRight,
  misses: IconMinus,
} as const;

interface MachineProps {
  readonly mac: string;
  readonly machine: MachineView | undefined;
  readonly standing: Standing;
}

function Machine({ mac, machine, standing }: MachineProps) {
  const Icon = ICONS[standing.kind];
  return (
    <li className={classes.machine} data-kind={standing.kind}>
      <Icon size={16} stroke={2.25} aria-hidden="true" />
      <div>
        <p className={classes.name}>
          <strong>{machine === undefined ? mac : titleOf(machine)}</strong>
          <span>{machine === undefined ? '' : modelOf(machine)}</span>
        </p>
        <p className={classes.why}>{useStanding(standing)}</p>
      </div>
    </li>
  );
}

function useStanding(standing: Standing): string {
  const { rules: text } = useText().desk;
  const { data: rules = [] } = useRules();
  if (standing.kind === 'before') return text.standings.before(placeOf(rules, standing.rule));
  if (standing.kind === 'misses') return text.standings.misses(text.misses[standing.field] ?? standing.field);
  return text.standings[standing.kind];
}
