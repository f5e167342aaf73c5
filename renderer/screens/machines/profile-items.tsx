/** The profiles as items of a menu, under their images; last those that need none. */
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { BUILTIN_PROFILES } from '../../state/assignment.ts';
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
  const withProfiles = images.filter(({ id }) => profiles.some(({ image }) => image === id));
  const item = (id: string, name: string) => (
    <Menu.Item key={id} onClick={() => onPick(id)} rightSection={marked?.(id)}>
      {name}
    </Menu.Item>
  );
  return (
    <>
      {profiles.length === 0 && <Menu.Label>{machines.noProfiles}</Menu.Label>}
      {withProfiles.map((image) => (
        <div key={image.id}>
          <Menu.Label>{image.name}</Menu.Label>
          {profiles.filter((profile) => profile.image === image.id).map(({ id, name }) => item(id, name))}
        </div>
      ))}
      <Menu.Label>{machines.withoutImage}</Menu.Label>
      {BUILTIN_PROFILES.map((id) => item(id, machines.builtins[id]))}
    </>
  );
}
