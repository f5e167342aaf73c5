/** Files that a family makes for one machine beside its answers: small archives that its RAM disk is given. */
import { gzipSync } from 'node:zlib';
import { familyOf } from '../images/families/index.ts';
import type { InstallContext, MachineFile } from '../images/family.ts';
import { writeCpio } from '../tree/overlay/cpio.ts';
import { writeTar } from '../tree/overlay/tar.ts';
import type { Profiles } from './profiles.ts';

type Member = MachineFile['members'][number];

/** The bytes of such a file; null when the family makes none of that name. Throws TEMPLATE_INVALID. */
export function machineFile(
  context: InstallContext,
  profiles: Pick<Profiles, 'answerFile'>,
  name: string,
): Uint8Array | null {
  const files = familyOf(context.image.family).machineFiles?.(context) ?? [];
  const file = files.find((one) => one.name === name);
  if (file === undefined) return null;
  if (file.kind === 'cpio') return writeCpio(file.members.map((one) => ({ ...one, content: bytesOf(one) })));
  return gzipSync(writeTar(file.members.map((one) => ({ ...one, content: linkOf(one) ?? bytesOf(one) }))));

  function bytesOf({ content }: Member): Uint8Array {
    const text = typeof content === 'string' ? content : answers(content);
    return new TextEncoder().encode(text ?? '');
  }

  function answers(content: Exclude<Member['content'], string>): string | undefined {
    return 'answers' in content ? profiles.answerFile(context, content.answers)?.text : undefined;
  }
}

const linkOf = ({ content }: Member): { readonly link: string } | undefined =>
  typeof content !== 'string' && 'link' in content ? content : undefined;
