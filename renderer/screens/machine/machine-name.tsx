/** The machine's name, written where it stands. An empty name takes it away. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { useChangeMachine } from '../../state/actions.ts';
import { useCellPart } from '../../state/cell.ts';
import { titleOf } from '../../state/machine-view.ts';
import { writing } from '../../state/panel.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-name.module.css';

export function MachineName({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const { mac } = machine;
  const editing = useCellPart(writing, (now) => now?.mac === mac && now.field === 'name');
  if (editing) return <NameForm machine={machine} done={() => writing.set(null)} />;
  return (
    <span className={classes.name}>
      {titleOf(machine)}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={text.rename}
        onClick={() => writing.set({ mac, field: 'name' })}
      >
        <IconPencil size={16} />
      </ActionIcon>
    </span>
  );
}

function NameForm({ machine, done }: { machine: MachineView; done: () => void }) {
  const { app, machine: text } = useText();
  const rename = useChangeMachine();
  const [name, setName] = useState(machine.name ?? '');
  const save = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ mac: machine.mac, name: name.trim() || null }, { onSuccess: done });
  };
  return (
    <form className={classes.form} onSubmit={save}>
      <TextInput
        aria-label={text.nameLabel}
        placeholder={machine.hostname}
        maxLength={63}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          done();
        }}
      />
      <Button type="submit" loading={rename.isPending}>
        {text.save}
      </Button>
      <Button variant="default" onClick={done}>
        {app.cancel}
      </Button>
    </form>
  );
}
