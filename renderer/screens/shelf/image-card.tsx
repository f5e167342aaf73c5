/** One image as an object, its profiles below it. */
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import type { ImageView, ProfileView } from '../../../core/api/contract.ts';
import { FamilyMark } from '../../components/family-mark.tsx';
import { formatBytes } from '../../components/format.ts';
import { useCell } from '../../state/cell.ts';
import { arrived } from '../../state/imports.ts';
import { openPanel, panel } from '../../state/panel.ts';
import { useText } from '../../text/text.ts';
import classes from './image-card.module.css';
import { OfferProfile } from './offer-profile.tsx';
import { ProfileLine } from './profile-line.tsx';

export interface ImageCardProps {
  readonly image: ImageView;
  readonly profiles: readonly ProfileView[];
}

export function ImageCard({ image, profiles }: ImageCardProps) {
  const { shelf } = useText();
  const open = useCell(panel);
  const isNew = useCell(arrived) === image.id;
  const active = open?.kind === 'image' && open.id === image.id;
  return (
    <article className={classes.card} data-new={isNew || undefined} data-gone={!image.present || undefined}>
      <button
        type="button"
        className={classes.head}
        data-active={active || undefined}
        aria-label={shelf.openImage(image.name)}
        onClick={() => openPanel({ kind: 'image', id: image.id })}
      >
        <FamilyMark family={image.family} name={image.name} />
        <span className={classes.words}>
          <span className={classes.name}>{image.name}</span>
          <span className={classes.facts}>
            {image.arch} · {formatBytes(image.bytes)}
          </span>
          <span className={classes.path} title={image.path}>
            <bdi>{image.path}</bdi>
          </span>
          <ImageDoubts image={image} />
        </span>
      </button>
      {profiles.map((profile) => (
        <ProfileLine key={profile.id} profile={profile} />
      ))}
      {image.family === 'packages' ? null : profiles.length === 0 ? (
        <OfferProfile image={image} />
      ) : (
        <button
          type="button"
          className={classes.another}
          onClick={() => openPanel({ kind: 'new-profile', image: image.id })}
        >
          <IconPlus size={14} /> {shelf.newProfile}
        </button>
      )}
    </article>
  );
}

function ImageDoubts({ image }: { image: ImageView }) {
  const { shelf } = useText();
  if (image.present && image.warnings.length === 0) return null;
  return (
    <span className={classes.doubt} data-gone={!image.present || undefined}>
      <IconAlertTriangle size={14} aria-hidden="true" />
      {image.present ? shelf.warnings(image.warnings.length) : shelf.gone}
    </span>
  );
}
