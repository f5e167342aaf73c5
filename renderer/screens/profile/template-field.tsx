/** The technician's own answer template, in place of the family's. */
import { Button, Textarea } from '@mantine/core';
import { Section } from '../../components/side-panel.tsx';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

export interface TemplateFieldProps {
  /** null: the family's. */
  readonly value: string | null;
  change(value: string | null): void;
}

export function TemplateField({ value, change }: TemplateFieldProps) {
  const { profile: text } = useText();
  const own = value !== null;
  return (
    <Section
      title={text.template}
      action={
        <Button size="compact-sm" variant="subtle" onClick={() => change(own ? null : '')}>
          {own ? text.templateDrop : text.templateStart}
        </Button>
      }
    >
      {own ? (
        <Textarea
          className={classes.template ?? ''}
          aria-label={text.template}
          description={text.templateHint}
          rows={14}
          spellCheck={false}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <p className={classes.hint}>{text.templateOff}</p>
      )}
    </Section>
  );
}
