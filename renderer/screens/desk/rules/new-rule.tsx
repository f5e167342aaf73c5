/** The form of a rule: what a machine must be, and what it gets then. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { usePolicy, useProfiles } from '../../../state/queries.ts';
import {
  EMPTY_RULE,
  FIELDS,
  type Field,
  type RuleDraft,
  selectorOf,
  useAddRule,
} from '../../../state/rules.ts';
import { useText } from '../../../text/text.ts';
import { useProfileOptions } from './profile-options.ts';
import classes from './rules-tab.module.css';

export interface NewRuleProps {
  readonly draft: RuleDraft;
  change(next: RuleDraft): void;
}

export function NewRule({ draft, change }: NewRuleProps) {
  const { rules: text } = useText().desk;
  const add = useAddRule();
  const selector = selectorOf(draft);
  const { profile, armed } = draft;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (selector === null || profile === '') return;
    add.mutate({ selector, profile, armed }, { onSuccess: () => change(EMPTY_RULE) });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h3 className={classes.heading}>{text.add}</h3>
      <div className={classes.fields}>
        {FIELDS.map((field) => (
          <RuleField
            key={field}
            field={field}
            value={draft.asks[field]}
            change={(value) => change({ ...draft, asks: { ...draft.asks, [field]: value } })}
          />
        ))}
      </div>
      <p className={classes.hint}>{text.patternHint}</p>
      <Chosen draft={draft} change={change} />
      <div>
        <Button type="submit" disabled={selector === null || profile === ''} loading={add.isPending}>
          {text.addNow}
        </Button>
      </div>
    </form>
  );
}

const HINTS = {
  mac: 'macHint',
  manufacturer: 'makerHint',
  product: 'modelHint',
  serial: 'serialHint',
} as const;

function RuleField({
  field,
  value,
  change,
}: {
  field: Field;
  value: string;
  change: (value: string) => void;
}) {
  const { rules: text } = useText().desk;
  const label = text.fields[field];
  if (field === 'arch')
    return (
      <NativeSelect label={label} value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{text.anyArch}</option>
        {Object.entries(text.archs).map(([arch, name]) => (
          <option key={arch} value={arch}>
            {name}
          </option>
        ))}
      </NativeSelect>
    );
  const place = field === 'from' || field === 'to';
  const hint = HINTS[field as keyof typeof HINTS];
  return (
    <TextInput
      label={label}
      value={value}
      spellCheck={false}
      classNames={{ input: place ? '' : 'mono' }}
      {...(hint === undefined ? {} : { placeholder: text[hint] })}
      {...(place ? { type: 'number', min: 1, step: 1 } : { maxLength: 120 })}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

/** Which profile; and where that erases, whether the machines are still asked about. */
function Chosen({ draft, change }: NewRuleProps) {
  const { rules: text } = useText().desk;
  const { data: profiles = [] } = useProfiles();
  const options = useProfileOptions();
  const never = usePolicy().data?.confirm === 'never';
  const profile = profiles.find(({ id }) => id === draft.profile);
  const erases = profile !== undefined && (profile.erases ?? profile.purpose === 'install');
  return (
    <>
      <NativeSelect
        label={text.profile}
        value={draft.profile}
        onChange={(event) => change({ ...draft, profile: event.currentTarget.value, armed: false })}
      >
        <option value="">{text.chooseProfile}</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      {erases && !never && (
        <Checkbox
          color="red"
          label={text.armed}
          checked={draft.armed}
          onChange={(event) => change({ ...draft, armed: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
