/** An image without a profile installs nothing: one click makes one with the family's defaults. */
import { Button } from '@mantine/core';
import type { ImageView } from '../../../core/api/contract.ts';
import { useCreateProfile } from '../../state/actions.ts';
import { openPanel } from '../../state/panel.ts';
import { useProfiles } from '../../state/queries.ts';
import { suggestProfileName } from '../../state/suggest-name.ts';
import { useText } from '../../text/text.ts';
import classes from './offer-profile.module.css';

export function OfferProfile({ image }: { image: ImageView }) {
  const { shelf } = useText();
  const { data: profiles = [] } = useProfiles();
  const create = useCreateProfile();
  const make = () =>
    create.mutate(
      { name: suggestProfileName(image, profiles), image: image.id },
      { onSuccess: ({ id }) => openPanel({ kind: 'profile', id }) },
    );
  return (
    <div className={classes.offer}>
      <p className={classes.hint}>{shelf.noProfile}</p>
      <Button size="xs" variant="light" loading={create.isPending} onClick={make}>
        {shelf.makeProfile}
      </Button>
    </div>
  );
}
