/** An answer file line by line: as it is rendered, or against its template. */
import { Button } from '@mantine/core';
import { useCopy } from '../../components/copy-text.tsx';
import type { PreviewFile } from '../../state/preview.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

const SIGNS = { same: '', template: '−', rendered: '+' } as const;

export function FileView({ file, compare }: { file: PreviewFile; compare: boolean }) {
  const { app, machine: text } = useText();
  const { copied, copy } = useCopy();
  const found = new Map(file.findings.map(({ line, level }) => [line, level]));
  const lines = file.difference.filter(({ side }) => compare || side !== 'template');
  return (
    <figure className={classes.file}>
      <figcaption className={classes.caption}>
        <span className="mono">{file.name}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text.copyAnswers}
          onClick={() => copy(file.text)}
        >
          {copied ? app.copied : app.copy}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre className={classes.lines} tabIndex={0}>
        {lines.map(({ side, text: line, templateLine, line: number }) => (
          <div
            key={`${templateLine} ${number}`}
            className={classes.line}
            data-side={compare ? side : undefined}
            data-found={number === null ? undefined : found.get(number)}
          >
            <span className={classes.number}>{number}</span>
            <span className={classes.sign}>{compare ? SIGNS[side] : ''}</span>
            <span>{line}</span>
          </div>
        ))}
      </pre>
    </figure>
  );
}
