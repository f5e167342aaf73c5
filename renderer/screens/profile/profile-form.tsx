/** Name, settings and template of a profile, with what was changed kept apart until it is saved. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ProfileView } from '../../../core/api/contract.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { useChangeProfile } from '../../state/actions.ts';
import { say } from '../../state/notices.ts';
import { findingsOf, templateOf, usePreview } from '../../state/preview.ts';
import { changedSettings } from '../../state/profile-form.ts';
import { useText } from '../../text/text.ts';
import { Findings } from './findings.tsx';
import { PreviewSection } from './preview-section.tsx';
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
      <Answers profile={profile} draft={draft} />
      <RemoveProfile id={profile.id} />
    </SidePanel>
  );
}

/** The template and what comes of it; rendered when somebody looks, or writes a template of their own. */
function Answers({ profile, draft }: { profile: ProfileView; draft: ReturnType<typeof useDraft> }) {
  const [open, setOpen] = useState(false);
  const [mac, setMac] = useState('');
  const { name: _, ...change } = draft.change;
  const request = { id: profile.id, ...(mac === '' ? {} : { mac }), ...change };
  const own = draft.answers !== null;
  const { data: preview, error } = usePreview(open || own ? request : null);
  const { data: familys } = usePreview({ id: profile.id, answers: null });
  const [file] = familys?.files ?? [];
  return (
    <>
      <TemplateField value={draft.answers} change={draft.setAnswers} familys={file ? templateOf(file) : ''}>
        {preview?.problem && <ProblemCard problem={preview.problem} />}
        {preview !== undefined && !open && <Findings findings={findingsOf(preview)} />}
      </TemplateField>
      <PreviewSection profile={profile.id} {...{ open, setOpen, mac, setMac, preview, error }} />
    </>
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
    change,
    changed: Object.keys(change).length > 0,
    saving: save.isPending,
    save: () => save.mutate({ id: profile.id, ...change }, { onSuccess: saved }),
  };
}
