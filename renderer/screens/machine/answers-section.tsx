/** The answers this machine would get, as the engine renders them. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { useCopy } from '../../components/copy-text.tsx';
import { TroubleCard } from '../../components/problem-card.tsx';
import { Section } from '../../components/side-panel.tsx';
import { troubleOf } from '../../state/problem.ts';
import { useAnswers } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './answers-section.module.css';

export function AnswersSection({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const [open, setOpen] = useState(false);
  if (machine.profile === null)
    return (
      <Section title={text.answers}>
        <p className={classes.none}>{text.answersNone}</p>
      </Section>
    );
  return (
    <Section
      title={text.answers}
      action={
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.answersHide : text.answersShow}
        </Button>
      }
    >
      {open && <Rendered profile={machine.profile} mac={machine.mac} />}
    </Section>
  );
}

function Rendered({ profile, mac }: { profile: string; mac: string }) {
  const { app, machine: text } = useText();
  const { data, error } = useAnswers(profile, mac);
  const { copied, copy } = useCopy();
  if (error !== null) return <TroubleCard trouble={troubleOf(error)} />;
  if (data === undefined) return <p className={classes.none}>{app.loading}</p>;
  return (
    <figure className={classes.answers}>
      <figcaption className={classes.caption}>
        <span className="mono">{data.name}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text.copyAnswers}
          onClick={() => copy(data.text)}
        >
          {copied ? app.copied : app.copy}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre className={classes.text} tabIndex={0}>
        {data.text}
      </pre>
    </figure>
  );
}
