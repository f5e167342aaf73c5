/** What happened to the machine, newest first, with the time of each. */

import { formatBytes, formatTime } from '../../components/format.ts';
import { Section } from '../../components/side-panel.tsx';
import { useCell } from '../../state/cell.ts';
import { condense, type TimelineLine } from '../../state/condense.ts';
import { language } from '../../state/preferences.ts';
import { useTimeline } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './timeline-section.module.css';

export function TimelineSection({ mac }: { mac: string }) {
  const { machine: text } = useText();
  const { data: events } = useTimeline(mac);
  const lines = condense(events ?? []).toReversed();
  return (
    <Section title={text.timeline}>
      {events !== undefined && lines.length === 0 && <p className={classes.none}>{text.noEvents}</p>}
      <ol className={classes.lines}>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
    </Section>
  );
}

function Line({ line }: { line: TimelineLine }) {
  const { events, machine: text } = useText();
  const spoken = useCell(language);
  const { kind, detail } = line.event;
  const stage = typeof detail.stage === 'string' ? (text.stages[detail.stage] ?? detail.stage) : detail.stage;
  const words = events[kind](stage === undefined ? detail : { ...detail, stage });
  const bytes = typeof detail.bytes === 'number' ? formatBytes(detail.bytes) : '';
  const times = line.times > 1 && bytes === '' ? text.times(line.times) : '';
  return (
    <li className={classes.line} data-kind={kind}>
      <time className={classes.time} dateTime={new Date(line.to).toISOString()}>
        {formatTime(line.to, spoken)}
      </time>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.words}>
        {words}
        {(bytes || times) && (
          <span className={classes.more}>{[bytes, times].filter(Boolean).join(' · ')}</span>
        )}
        {typeof detail.packet === 'string' && (
          <details className={classes.packet}>
            <summary>{text.packet}</summary>
            {detail.packet}
          </details>
        )}
      </span>
    </li>
  );
}
