/** The settings in their groups: the few that most profiles set, and the others behind one button. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ProfileView } from '../../../core/api/contract.ts';
import { Section } from '../../components/side-panel.tsx';
import { countSet, type FieldGroup, fieldsOf } from '../../state/profile-form.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';
import { SettingField } from './setting-field.tsx';

export interface SettingGroupsProps {
  readonly profile: ProfileView;
  /** What was changed and is not saved. */
  readonly edited: Readonly<Record<string, string>>;
  edit(key: string, value: string): void;
}

export function SettingGroups(props: SettingGroupsProps) {
  const { profile: text } = useText();
  const { main, more } = fieldsOf(props.profile);
  const [open, setOpen] = useState(false);
  const set = countSet(more);
  return (
    <>
      <Groups groups={main} {...props} />
      <div>
        <Button size="sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.fewer : text.more(set)}
        </Button>
      </div>
      {open && <Groups groups={more} {...props} />}
    </>
  );
}

function Groups({ groups, edited, edit }: SettingGroupsProps & { readonly groups: readonly FieldGroup[] }) {
  const { profile: text } = useText();
  return groups.map(({ group, fields }) => (
    <Section key={group} title={text.settings.groups[group]}>
      <div className={classes.fields}>
        {fields.map((field) => (
          <SettingField
            key={field.key}
            field={field}
            edited={edited[field.key]}
            edit={(value) => edit(field.key, value)}
          />
        ))}
      </div>
    </Section>
  ));
}
