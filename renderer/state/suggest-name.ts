/** A first name for a profile that nobody has yet. Pure. */
import type { ImageView, ProfileView } from '../../core/api/contract.ts';

/** `Debian 13.7`, then `Debian 13.7 (2)`: short, because it stands in every row. */
export function suggestProfileName(
  image: Pick<ImageView, 'name' | 'version'>,
  profiles: readonly Pick<ProfileView, 'name'>[],
): string {
  const end = image.version === '' ? -1 : image.name.indexOf(image.version);
  const short = end < 0 ? image.name : image.name.slice(0, end + image.version.length);
  const taken = new Set(profiles.map(({ name }) => name.toLowerCase()));
  const base = short.slice(0, 70);
  for (let count = 2, name = base; ; count += 1) {
    if (!taken.has(name.toLowerCase())) return name;
    name = `${base} (${count})`;
  }
}
