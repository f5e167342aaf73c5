/** Rules: those there are in their order, a new one, and which machines one of them matches. */
import { useState } from 'react';
import { usePolicy } from '../../../state/queries.ts';
import { EMPTY_RULE, placeOf, type RuleDraft, selectorOf, useRules } from '../../../state/rules.ts';
import { useText } from '../../../text/text.ts';
import { NewRule } from './new-rule.tsx';
import { RuleList } from './rule-list.tsx';
import classes from './rules-tab.module.css';
import { Trial } from './trial.tsx';

export function RulesTab() {
  const { rules: text } = useText().desk;
  const { data: rules = [] } = useRules();
  const never = usePolicy().data?.confirm === 'never';
  const [draft, setDraft] = useState<RuleDraft>(EMPTY_RULE);
  const [tested, setTested] = useState<string | null>(null);
  const rule = rules.find(({ id }) => id === tested);
  const change = (next: RuleDraft) => {
    setTested(null);
    setDraft(next);
  };
  return (
    <div className={classes.rules}>
      <div className={classes.main}>
        <p>{text.lead}</p>
        <p className={classes.erasing} data-danger={never || undefined}>
          {never ? text.erasingNever : text.erasing}
        </p>
        <RuleList
          rules={rules}
          tested={rule?.id ?? null}
          test={(id) => setTested(id === tested ? null : id)}
        />
        <NewRule draft={draft} change={change} />
      </div>
      <Trial
        title={rule === undefined ? text.trial : text.trialOf(placeOf(rules, rule.id))}
        selector={rule?.selector ?? selectorOf(draft)}
        self={rule?.id ?? null}
      />
    </div>
  );
}
