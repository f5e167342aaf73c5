/** The settings in their groups; a key that the window does not know is shown by its own name. */
import type { ProfileView } from '../../../core/api/contract.ts';
import { Section } from '../../components/side-panel.tsx';
import { fieldsOf, GROUPS } from '../../state/profile-form.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';
import { SettingField } from './setting-field.tsx';

export interface SettingGroupsProps {
  readonly profile: ProfileView;
  /** What was changed and is not saved. */
  readonly edited: Readonly<Record<string, string>>;
  edit(key: string, value: string): void;
}

export function SettingGroups({ profile, edited, edit }: SettingGroupsProps) {
  const { profile: text } = useText();
  const fields = fieldsOf(profile);
  return GROUPS.filter((group) => fields[group].length > 0).map((group) => (
    <Section key={group} title={group === 'other' ? text.more : text.settings.groups[group]}>
      <div className={classes.fields}>
        {fields[group].map((field) => (
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
