/** The editor of a profile. Nothing holds until it is saved. */
import { SidePanel } from '../../components/side-panel.tsx';
import { useImages, useProfiles } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { ProfileForm } from './profile-form.tsx';

export function ProfilePanel({ id }: { id: string }) {
  const { profile: text } = useText();
  const { data: profiles } = useProfiles();
  const { data: images = [] } = useImages();
  const profile = profiles?.find((one) => one.id === id);
  if (profiles === undefined) return null;
  if (profile === undefined)
    return (
      <SidePanel kind={text.title} heading={id}>
        <p>{text.gone}</p>
      </SidePanel>
    );
  const image = images.find((one) => one.id === profile.image);
  // A key per profile: another one starts with fresh fields.
  return <ProfileForm key={profile.id} profile={profile} imageName={image?.name ?? profile.image} />;
}
