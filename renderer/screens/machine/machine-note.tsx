/** The technician's own words about a machine, written where they stand; kept when the field is left. */
import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Section } from '../../components/side-panel.tsx';
import { useChangeMachine } from '../../state/actions.ts';
import { useCellPart } from '../../state/cell.ts';
import { writing } from '../../state/panel.ts';
import { useText } from '../../text/text.ts';

export function MachineNote({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const change = useChangeMachine();
  const [note, setNote] = useState(machine.note ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const wanted = useCellPart(writing, (now) => now?.mac === machine.mac && now.field === 'note');
  useEffect(() => {
    if (!wanted) return;
    writing.set(null);
    // The panel takes the keyboard when it opens: after that.
    requestAnimationFrame(() => field.current?.focus());
  }, [wanted]);
  const save = () => {
    const next = note.trim() || null;
    if (next !== machine.note) change.mutate({ mac: machine.mac, note: next });
  };
  return (
    <Section title={text.note}>
      <Textarea
        ref={field}
        aria-label={text.note}
        placeholder={text.noteHint}
        maxLength={500}
        autosize
        minRows={1}
        maxRows={6}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setNote(machine.note ?? '');
        }}
      />
    </Section>
  );
}
