/** Another profile of an image: it needs a name, everything else has defaults. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { SidePanel } from '../../components/side-panel.tsx';
import { useCreateProfile } from '../../state/actions.ts';
import { say } from '../../state/notices.ts';
import { openPanel } from '../../state/panel.ts';
import { useImages, useProfiles } from '../../state/queries.ts';
import { suggestProfileName } from '../../state/suggest-name.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

export function NewProfilePanel({ image: id }: { image: string }) {
  const { profile: text } = useText();
  const { data: images } = useImages();
  const { data: profiles } = useProfiles();
  const image = images?.find((one) => one.id === id);
  if (image === undefined || profiles === undefined) return null;
  return (
    <SidePanel kind={`${text.title} · ${image.name}`} heading={text.newTitle}>
      <NameForm image={id} suggestion={suggestProfileName(image, profiles)} />
    </SidePanel>
  );
}

function NameForm({ image, suggestion }: { image: string; suggestion: string }) {
  const { profile: text } = useText();
  const create = useCreateProfile();
  const [name, setName] = useState(suggestion);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), image },
      {
        onSuccess: (made) => {
          say(text.created(made.name));
          openPanel({ kind: 'profile', id: made.id });
        },
      },
    );
  };
  return (
    <form className={classes.fields} onSubmit={submit}>
      <TextInput
        label={text.name}
        maxLength={80}
        autoFocus
        value={name}
        error={name.trim() === '' ? text.nameMissing : null}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" size="sm" disabled={name.trim() === ''} loading={create.isPending}>
          {text.create}
        </Button>
      </div>
    </form>
  );
}
