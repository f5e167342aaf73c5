/** Files that a family makes for one machine beside its answers: small archives that join its RAM disk. */
import { familyOf } from '../images/families/index.ts';
import type { InstallContext, MachineFile } from '../images/family.ts';
import { writeCpio } from '../tree/overlay/cpio.ts';
import type { Profiles } from './profiles.ts';

/** The bytes of such a file; null when the family makes none of that name. Throws TEMPLATE_INVALID. */
export function machineFile(
  context: InstallContext,
  profiles: Pick<Profiles, 'answerFile'>,
  name: string,
): Uint8Array | null {
  const files = familyOf(context.image.family).machineFiles?.(context) ?? [];
  const file = files.find((one) => one.name === name);
  return file ? writeCpio(file.members.map((member) => ({ ...member, content: bytesOf(member) }))) : null;

  function bytesOf({ content }: MachineFile['members'][number]): Uint8Array {
    const text = typeof content === 'string' ? content : profiles.answerFile(context, content.answers)?.text;
    return new TextEncoder().encode(text ?? '');
  }
}
