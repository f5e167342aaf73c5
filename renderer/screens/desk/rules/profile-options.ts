/** What a rule can choose: the profiles, and what needs no image. */
import { BUILTIN_PROFILES } from '../../../state/assignment.ts';
import { useProfiles } from '../../../state/queries.ts';
import { useText } from '../../../text/text.ts';

export function useProfileOptions(): readonly { readonly id: string; readonly name: string }[] {
  const { machines } = useText();
  const { data: profiles = [] } = useProfiles();
  return [
    ...profiles.map(({ id, name }) => ({ id, name })),
    ...BUILTIN_PROFILES.map((id) => ({ id, name: machines.builtins[id] })),
  ];
}
