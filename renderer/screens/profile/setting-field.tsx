/** One setting: empty means the default, which is shown in its place. */
import { ActionIcon, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Field } from '../../state/profile-form.ts';
import type { SettingText } from '../../text/settings.en.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

export interface SettingFieldProps {
  readonly field: Field;
  /** What was typed and is not saved; undefined: nothing. */
  readonly edited: string | undefined;
  edit(value: string): void;
}

export function SettingField({ field, edited, edit }: SettingFieldProps) {
  const { profile: text } = useText();
  const known: SettingText = text.settings.labels[field.key] ?? { label: field.key };
  const own = edited === undefined ? field.isSet : edited !== '';
  const shared = {
    label: <Label name={known.label} own={own} reset={() => edit('')} />,
    'aria-label': known.label,
    labelProps: { style: { display: 'block' } },
    value: edited ?? field.value,
    onChange: (event: { currentTarget: { value: string } }) => edit(event.currentTarget.value),
  };
  const fallback = field.default === '' ? (known.hint ?? text.defaultEmpty) : text.default(field.default);
  if (field.secret) {
    const set = edited === '' ? false : field.isSet;
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        placeholder={set ? text.secretSet : text.secretUnset}
      />
    );
  }
  if (known.choices !== undefined)
    return <NativeSelect {...shared} data={choices(known, field, text.chooseDefault)} />;
  const written = { spellCheck: false, placeholder: fallback, description: own ? fallback : undefined };
  if (known.rows !== undefined)
    return (
      <Textarea
        {...shared}
        {...written}
        className={classes.code ?? ''}
        autosize
        minRows={known.rows}
        maxRows={16}
      />
    );
  return <TextInput {...shared} {...written} />;
}

function Label({ name, own, reset }: { name: string; own: boolean; reset: () => void }): ReactNode {
  const { profile: text } = useText();
  return (
    <span className={classes.label}>
      {name}
      {own && (
        <span className={classes.own}>
          {text.own}
          <ActionIcon size="sm" variant="subtle" aria-label={text.reset(name)} onClick={reset}>
            <IconArrowBackUp size={14} />
          </ActionIcon>
        </span>
      )}
    </span>
  );
}

function choices({ choices = {} }: SettingText, field: Field, defaultIs: (value: string) => string) {
  const named = (value: string) => choices[value] ?? value;
  return [
    { value: '', label: defaultIs(named(field.default)) },
    ...Object.entries(choices).map(([value, label]) => ({ value, label })),
  ];
}
