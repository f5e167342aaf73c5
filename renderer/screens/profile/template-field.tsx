/** The technician's own answer template, in place of the family's, and what a look over it found. */
import { Button, FileButton, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../components/side-panel.tsx';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

export interface TemplateFieldProps {
  /** null: the family's. */
  readonly value: string | null;
  change(value: string | null): void;
  /** Text to start from: the family's own template. */
  readonly familys: string;
  /** Shown below the text. */
  readonly children?: ReactNode;
}

/** A template is typed or a file of somebody's; a larger one is the wrong file. */
const LARGEST = 512 * 1024;

export function TemplateField({ value, change, familys, children }: TemplateFieldProps) {
  const { profile: text } = useText();
  const own = value !== null;
  const read = async (file: File | null) => {
    if (file !== null && file.size <= LARGEST) change(await file.text());
  };
  return (
    <Section title={text.template}>
      <div className={classes.preview}>
        {own ? (
          <>
            <Textarea
              className={classes.template ?? ''}
              aria-label={text.template}
              description={text.templateHint}
              rows={14}
              wrap="off"
              spellCheck={false}
              value={value}
              onChange={(event) => change(event.currentTarget.value)}
            />
            {children}
          </>
        ) : (
          <p className={classes.hint}>{text.templateOff}</p>
        )}
        <div className={classes.tools}>
          <Button size="compact-sm" variant="default" onClick={() => change(own ? null : familys)}>
            {own ? text.templateDrop : text.templateStart}
          </Button>
          <FileButton onChange={read} inputProps={{ 'aria-label': text.templateRead }}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="default">
                {text.templateRead}
              </Button>
            )}
          </FileButton>
        </div>
      </div>
    </Section>
  );
}
