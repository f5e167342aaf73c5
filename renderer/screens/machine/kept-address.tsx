/** The address that is kept for a machine; empty: it gets any of the range. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Section } from '../../components/side-panel.tsx';
import { useChangeMachine } from '../../state/actions.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-name.module.css';

export function KeptAddress({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const change = useChangeMachine();
  const [address, setAddress] = useState(machine.reserved ?? '');
  const wanted = address.trim() || null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ mac: machine.mac, reserved: wanted });
  };
  return (
    <Section title={text.kept}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          aria-label={text.kept}
          classNames={{ input: 'mono' }}
          placeholder={machine.address ?? text.keptNone}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={wanted === machine.reserved}
          loading={change.isPending}
        >
          {wanted === null ? text.keptDrop : text.keptSave}
        </Button>
      </form>
      <p className={classes.hint}>{text.keptHint}</p>
    </Section>
  );
}
