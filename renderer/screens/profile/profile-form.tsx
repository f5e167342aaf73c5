/** Name, settings and template of a profile, with what was changed kept apart until it is saved. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ProfileView } from '../../../core/api/contract.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { useChangeProfile } from '../../state/actions.ts';
import { say } from '../../state/notices.ts';
import { changedSettings } from '../../state/profile-form.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';
import { RemoveProfile } from './remove-profile.tsx';
import { SettingGroups } from './setting-groups.tsx';
import { TemplateField } from './template-field.tsx';

export function ProfileForm({ profile, imageName }: { profile: ProfileView; imageName: string }) {
  const { profile: text } = useText();
  const draft = useDraft(profile);
  return (
    <SidePanel
      kind={`${text.title} · ${imageName}`}
      heading={profile.name}
      foot={
        <>
          <Button
            size="sm"
            disabled={!draft.changed || draft.name.trim() === ''}
            loading={draft.saving}
            onClick={draft.save}
          >
            {text.save}
          </Button>
          {draft.changed && <span className={classes.unsaved}>{text.unsaved}</span>}
        </>
      }
    >
      <TextInput
        label={text.name}
        maxLength={80}
        value={draft.name}
        error={draft.name.trim() === '' ? text.nameMissing : null}
        onChange={(event) => draft.setName(event.currentTarget.value)}
      />
      {profile.warnings.map((problem) => (
        <ProblemCard key={problem.code} problem={problem} tone="warning" />
      ))}
      <SettingGroups profile={profile} edited={draft.settings} edit={draft.setSetting} />
      <TemplateField value={draft.answers} change={draft.setAnswers} />
      <RemoveProfile id={profile.id} />
    </SidePanel>
  );
}

function useDraft(profile: ProfileView) {
  const { profile: text } = useText();
  const save = useChangeProfile();
  const [name, setName] = useState(profile.name);
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>({});
  const [answers, setAnswers] = useState(profile.answers);
  const changes = changedSettings(settings, profile.settings);
  const change = {
    ...(name.trim() === profile.name ? {} : { name: name.trim() }),
    ...(Object.keys(changes).length === 0 ? {} : { settings: changes }),
    ...(answers === profile.answers ? {} : { answers }),
  };
  const saved = () => {
    setSettings({});
    say(text.saved);
  };
  return {
    name,
    setName,
    settings,
    setSetting: (key: string, value: string) => setSettings((now) => ({ ...now, [key]: value })),
    answers,
    setAnswers,
    changed: Object.keys(change).length > 0,
    saving: save.isPending,
    save: () => save.mutate({ id: profile.id, ...change }, { onSuccess: saved }),
  };
}
