/** The frame of everything that opens on the right: a title, a way to close, sections that scroll. */
import { CloseButton } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { leavePanel } from '../state/keys.ts';
import { closePanel } from '../state/panel.ts';
import { useText } from '../text/text.ts';
import classes from './side-panel.module.css';

export interface SidePanelProps {
  /** What kind of thing it is, small above the heading. */
  readonly kind: string;
  readonly heading: ReactNode;
  readonly children: ReactNode;
  /** Stays at the lower edge: the buttons that save. */
  readonly foot?: ReactNode;
}

export function SidePanel({ kind, heading, children, foot }: SidePanelProps) {
  const { app } = useText();
  const frame = useRef<HTMLElement>(null);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  return (
    <aside
      ref={frame}
      className={classes.panel}
      aria-label={kind}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        leavePanel();
      }}
    >
      <header className={classes.head}>
        <div className={classes.titles}>
          <p className={classes.kind}>{kind}</p>
          <h2 className={classes.heading}>{heading}</h2>
        </div>
        <CloseButton aria-label={app.close} onClick={closePanel} size="lg" />
      </header>
      <div className={classes.body}>{children}</div>
      {foot !== undefined && <footer className={classes.foot}>{foot}</footer>}
    </aside>
  );
}

export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h3>{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

export interface Fact {
  readonly label: string;
  /** null: not known, and left out. */
  readonly value: ReactNode | null;
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(({ value }) => value !== null && value !== '');
  return (
    <dl className={classes.facts}>
      {known.map(({ label, value }) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
