/** What was found on a medium, and what to know before using it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ImageView } from '../../../core/api/contract.ts';
import { Ask } from '../../components/ask.tsx';
import { formatBytes, formatCount, formatDate, formatElapsed } from '../../components/format.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { type Fact, Facts, Section, SidePanel } from '../../components/side-panel.tsx';
import { useRemoveImage } from '../../state/actions.ts';
import { useCell } from '../../state/cell.ts';
import { closePanel } from '../../state/panel.ts';
import { language } from '../../state/preferences.ts';
import { useImages } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { ImageJoined } from './image-joined.tsx';
import { ImageMedium } from './image-medium.tsx';

export function ImagePanel({ id }: { id: string }) {
  const { image: text, shelf } = useText();
  const { data: images } = useImages();
  const image = images?.find((one) => one.id === id);
  if (image === undefined) return null;
  return (
    <SidePanel kind={text.title} heading={image.name} foot={<Remove image={image} />}>
      {(image.warnings.length > 0 || !image.present) && (
        <Section title={image.present ? text.warnings : shelf.gone}>
          {image.warnings.map((problem) => (
            <ProblemCard key={problem.code + problem.sentence} problem={problem} tone="warning" />
          ))}
        </Section>
      )}
      <ImageMedium image={image} />
      <ImageJoined image={image} />
      <ImageFacts image={image} />
    </SidePanel>
  );
}

function ImageFacts({ image }: { image: ImageView }) {
  const { image: text } = useText();
  const spoken = useCell(language);
  const boots = [image.bootable.bios && text.bios, image.bootable.uefi && text.uefi]
    .filter(Boolean)
    .join(', ');
  const facts: Fact[] = [
    { label: text.version, value: image.version },
    { label: text.arch, value: image.arch },
    { label: text.size, value: formatBytes(image.bytes) },
    { label: text.files, value: formatCount(image.files, spoken) },
    { label: text.boots, value: boots },
    { label: text.kernel, value: <span className="mono">{image.kernel ?? text.none}</span> },
    { label: text.initrd, value: <span className="mono">{image.initrd.join(', ') || text.none}</span> },
    { label: text.reason, value: image.reason },
    { label: text.elapsed, value: formatElapsed(image.elapsedMs) },
    { label: text.imported, value: formatDate(image.importedAt, spoken) },
  ];
  return <Facts facts={facts} />;
}

function Remove({ image }: { image: ImageView }) {
  const { image: text } = useText();
  const remove = useRemoveImage();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button size="sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {text.remove}
      </Button>
    );
  return (
    <Ask
      danger
      yes={text.removeNow}
      busy={remove.isPending}
      onNo={() => setAsking(false)}
      onYes={() =>
        remove.mutate({ id: image.id }, { onSuccess: closePanel, onError: () => setAsking(false) })
      }
    >
      {text.removeAsk}
    </Ask>
  );
}
