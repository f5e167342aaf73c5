/** Where the medium lies, what vouches for it, and what can be done about either. */
import { Button } from '@mantine/core';
import { useId } from 'react';
import type { ImageView } from '../../../core/api/contract.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { formatBytes } from '../../components/format.ts';
import { Level } from '../../components/level.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { Section } from '../../components/side-panel.tsx';
import { useCancelCopy, useCancelVerification, useCopyImage, useVerifyImage } from '../../state/actions.ts';
import { useStatus } from '../../state/queries.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './image-medium.module.css';

export function ImageMedium({ image }: { image: ImageView }) {
  const { medium } = useText();
  return (
    <Section title={medium.title}>
      <div className={classes.medium}>
        <CopyText wrap value={image.path} what={medium.path} />
        <Place image={image} />
        <Checked image={image} />
      </div>
    </Section>
  );
}

function Place({ image }: { image: ImageView }) {
  const { medium } = useText();
  const { data: status } = useStatus();
  const [copy, cancel] = [useCopyImage(), useCancelCopy()];
  const where = placeOf(image, status?.data);
  if (image.copying !== null)
    return (
      <Running
        says={medium.copying(formatBytes(image.bytes))}
        at={image.copying}
        stop={medium.cancelCopy}
        busy={cancel.isPending}
        onStop={() => cancel.mutate({ id: image.id })}
      />
    );
  return (
    <div className={classes.line} data-tone={where === 'removable' ? 'warning' : undefined}>
      <p>{image.folder && where === 'laptop' ? medium.folder : medium.places[where]}</p>
      {where !== 'library' && image.present && !image.folder && (
        <Button
          size="xs"
          variant={where === 'removable' ? 'light' : 'default'}
          loading={copy.isPending}
          onClick={() => copy.mutate({ id: image.id })}
        >
          {medium.copy}
        </Button>
      )}
    </div>
  );
}

/** A copy of ours, a disk that can be pulled out, or some other place of this laptop. */
function placeOf(
  { path, warnings }: ImageView,
  data: string | undefined,
): 'library' | 'removable' | 'laptop' {
  const apart = path.includes('\\') ? '\\' : '/';
  if (data !== undefined && path.startsWith(`${data}${apart}library${apart}`)) return 'library';
  return warnings.some(({ code }) => code === 'MEDIUM_REMOVABLE') ? 'removable' : 'laptop';
}

function Checked({ image }: { image: ImageView }) {
  const { medium } = useText();
  const [check, cancel] = [useVerifyImage(), useCancelVerification()];
  const { state = 'never', against = [], problem = null } = image.verification ?? {};
  if (image.verification !== null && (state === 'waiting' || state === 'running'))
    return (
      <Running
        says={state === 'waiting' ? medium.checks.waiting : medium.checking(against)}
        at={image.verification}
        stop={medium.cancelCheck}
        busy={cancel.isPending}
        onStop={() => cancel.mutate({ id: image.id })}
      />
    );
  return (
    <>
      <div className={classes.line} data-tone={TONE[state]}>
        <p role="status">{saidOf(medium, state, against)}</p>
        {image.present && (
          <Button
            size="xs"
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate({ id: image.id })}
          >
            {state === 'never' ? medium.check : medium.checkAgain}
          </Button>
        )}
      </div>
      {problem !== null && <ProblemCard problem={problem} tone={state === 'bad' ? 'error' : 'warning'} />}
    </>
  );
}

function saidOf(medium: Text['medium'], state: State, against: readonly string[]): string {
  if (state === 'good') return medium.good(against);
  return state === 'running' ? medium.checking(against) : medium.checks[state];
}

const TONE: Readonly<Record<string, string>> = { good: 'good', bad: 'bad' };

type State = NonNullable<ImageView['verification']>['state'] | 'never';

interface RunningProps {
  readonly says: string;
  readonly at: { readonly bytesDone: number; readonly bytesTotal: number };
  readonly stop: string;
  readonly busy: boolean;
  onStop(): void;
}

function Running({ says, at, stop, busy, onStop }: RunningProps) {
  const id = useId();
  const share = at.bytesDone / Math.max(1, at.bytesTotal);
  return (
    <div className={classes.running}>
      <div className={classes.line}>
        <p id={id}>
          {says} <span className={classes.share}>{Math.floor(100 * share)} %</span>
        </p>
        <Button size="xs" variant="default" loading={busy} onClick={onStop}>
          {stop}
        </Button>
      </div>
      <Level share={share} label={says} />
    </div>
  );
}
