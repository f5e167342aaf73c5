/** Further media whose packages the installer of an image is given: DVD 2 and on, extensions, modules. */
import { Checkbox } from '@mantine/core';
import type { ImageView } from '../../../core/api/contract.ts';
import { Section } from '../../components/side-panel.tsx';
import { useJoinImages } from '../../state/actions.ts';
import { useImages } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './image-medium.module.css';

export function ImageJoined({ image }: { image: ImageView }) {
  const { medium } = useText();
  const { data: images = [] } = useImages();
  const join = useJoinImages();
  const others = images.filter(({ id }) => image.joinable.includes(id) || image.joined.includes(id));
  if (others.length === 0) return null;
  const change = (id: string, wanted: boolean) => {
    const rest = image.joined.filter((one) => one !== id);
    join.mutate({ id: image.id, images: wanted ? [...rest, id] : rest });
  };
  return (
    <Section title={medium.joined}>
      <div className={classes.medium}>
        {others.map((other) => (
          <Checkbox
            key={other.id}
            label={other.name}
            description={other.path}
            checked={image.joined.includes(other.id)}
            disabled={join.isPending}
            onChange={(event) => change(other.id, event.currentTarget.checked)}
          />
        ))}
      </div>
    </Section>
  );
}
