/** The rules there are: what each asks, what it chooses, whether that erases, for how many it has chosen. */
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { RuleView } from '../../../../core/api/contract.ts';
import { useMachines, useProfiles } from '../../../state/queries.ts';
import { asksOf, useRemoveRule } from '../../../state/rules.ts';
import { useText } from '../../../text/text.ts';
import { useProfileOptions } from './profile-options.ts';
import classes from './rules-tab.module.css';

export interface RuleListProps {
  readonly rules: readonly RuleView[];
  /** Id of the rule that is tested. */
  readonly tested: string | null;
  test(id: string): void;
}

export function RuleList({ rules, tested, test }: RuleListProps) {
  const { rules: text } = useText().desk;
  if (rules.length === 0) return <p className={classes.empty}>{text.empty}</p>;
  return (
    <ol className={classes.list} aria-label={text.list}>
      {rules.map((rule, index) => (
        <Rule
          key={rule.id}
          rule={rule}
          place={index + 1}
          tested={rule.id === tested}
          test={() => test(rule.id)}
        />
      ))}
    </ol>
  );
}

interface RuleProps {
  readonly rule: RuleView;
  readonly place: number;
  readonly tested: boolean;
  test(): void;
}

function Rule({ rule, place, tested, test }: RuleProps) {
  const { rules: text } = useText().desk;
  const remove = useRemoveRule();
  const profile = useProfileOptions().find(({ id }) => id === rule.profile);
  return (
    <li className={classes.rule} data-active={tested || undefined}>
      <span className={classes.place}>{place}</span>
      <div className={classes.what}>
        <div className={classes.asks}>
          {asksOf(rule.selector).map(([field, value]) => (
            <span key={field} className={classes.ask}>
              {text.fields[field]} <b>{value}</b>
            </span>
          ))}
          <IconArrowRight size={16} aria-hidden="true" />
          <span className={classes.profile}>{profile?.name ?? rule.profile}</span>
        </div>
        <RuleFacts rule={rule} known={profile !== undefined} />
      </div>
      <div className={classes.deeds}>
        <Button
          size="xs"
          variant="default"
          aria-pressed={tested}
          aria-label={text.testOf(place)}
          onClick={test}
        >
          {text.test}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          aria-label={text.removeOf(place)}
          loading={remove.isPending}
          onClick={() => remove.mutate({ id: rule.id })}
        >
          {text.remove}
        </Button>
      </div>
    </li>
  );
}

function RuleFacts({ rule, known }: { rule: RuleView; known: boolean }) {
  const { rules: text } = useText().desk;
  const { data: machines = [] } = useMachines();
  const { data: profiles = [] } = useProfiles();
  const chosen = machines.filter((machine) => machine.rule === rule.id).length;
  const profile = profiles.find(({ id }) => id === rule.profile);
  const erases = profile !== undefined && (profile.erases ?? profile.purpose === 'install');
  const erasing = !known ? text.gone : !erases ? text.harmless : rule.armed ? text.armedMark : text.asksFirst;
  return (
    <p className={classes.facts}>
      {text.chosenFor(chosen)} ·{' '}
      <span data-tone={(erases && rule.armed) || !known ? 'danger' : undefined}>{erasing}</span>
    </p>
  );
}
