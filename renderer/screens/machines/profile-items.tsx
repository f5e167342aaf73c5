/** The profiles as items of a menu, under their images. */
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useImages, useProfiles } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';

export interface ProfileItemsProps {
  onPick(profile: string): void;
  /** Drawn after the item. */
  readonly marked?: (profile: string) => ReactNode;
}

export function ProfileItems({ onPick, marked }: ProfileItemsProps) {
  const { machines } = useText();
  const { data: images = [] } = useImages();
  const { data: profiles = [] } = useProfiles();
  if (profiles.length === 0) return <Menu.Label>{machines.noProfiles}</Menu.Label>;
  const withProfiles = images.filter(({ id }) => profiles.some(({ image }) => image === id));
  return withProfiles.map((image) => (
    <div key={image.id}>
      <Menu.Label>{image.name}</Menu.Label>
      {profiles
        .filter((profile) => profile.image === image.id)
        .map((profile) => (
          <Menu.Item key={profile.id} onClick={() => onPick(profile.id)} rightSection={marked?.(profile.id)}>
            {profile.name}
          </Menu.Item>
        ))}
    </div>
  ));
}
