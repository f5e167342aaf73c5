/** The families of systems that Fieldboot starts or installs, and which one a medium belongs to. */
import { FieldbootError } from '../../errors.ts';
import type { MediumTree } from '../../media/tree.ts';
import type { Family, Purpose } from '../family.ts';
import type { Detection, Identified } from '../image.ts';
import type { Settings } from '../profile.ts';
import { type Consideration, isRefused, matchSignature } from '../signature.ts';
import { agama } from './agama/agama.ts';
import { alpine } from './alpine/alpine.ts';
import { archiso } from './archiso/archiso.ts';
import { coreos } from './coreos/coreos.ts';
import { debian } from './debian/debian.ts';
import { diskless } from './diskless/diskless.ts';
import { flatcar } from './flatcar/flatcar.ts';
import { generic } from './generic/generic.ts';
import { liveboot } from './liveboot/liveboot.ts';
import { livecd } from './livecd/livecd.ts';
import { memtest } from './memtest/memtest.ts';
import { nixos } from './nixos/nixos.ts';
import { detectLoose } from './packages/loose.ts';
import { packages } from './packages/packages.ts';
import { redhat } from './redhat/redhat.ts';
import { suse } from './suse/suse.ts';
import { ubuntu } from './ubuntu/ubuntu.ts';
import { whatElse } from './what-else.ts';

/**
 * In the order they are asked; the first that knows the medium has it. Marker files overlap (XenServer and CoreOS
 * carry `.treeinfo` too), so a family with the more telling marker stands first, and each refuses what it knows to be
 * another's. Installers come before live systems, whose media carry pieces of them; a root file system has marks that any
 * medium might; last comes the family that goes by the medium's own menus.
 */
export const FAMILIES: readonly Family[] = [
  coreos,
  flatcar,
  nixos,
  alpine,
  archiso,
  debian,
  ubuntu,
  agama,
  suse,
  redhat,
  liveboot,
  livecd,
  memtest,
  diskless,
  generic,
];

/**
 * Finds out what a medium is, and which other families have a mark on it. Rejects with MEDIUM_UNKNOWN, which says what
 * it looks like; `path` is for the message.
 */
export async function detectFamily(tree: MediumTree, path: string): Promise<Identified> {
  const considered: Consideration[] = [];
  for (const [at, family] of FAMILIES.entries()) {
    const match = matchSignature(family.signature, tree);
    const verdict = isRefused(match) ? match : await family.detect(tree);
    if (!isRefused(verdict)) return { ...verdict, considered: [...considered, ...behind(at, tree)] };
    if (!family.lastResort && hasMark(family, tree))
      considered.push({ family: family.id, reason: verdict.refused });
  }
  const further = await detectPackages(tree);
  if (further !== undefined) return { ...further, considered };
  const reasons = considered.map(({ reason }) => reason).join(' ');
  // The message ends the sentence.
  const seen = [whatElse(tree), ...(reasons ? [reasons.replace(/\.$/, '')] : [])].join('. ');
  throw new FieldbootError('MEDIUM_UNKNOWN', { path, seen });
}

/** Packages without an installer, which no family asks for: a further medium of a set, or a folder of them. */
async function detectPackages(tree: MediumTree): Promise<Detection | undefined> {
  const match = matchSignature(packages.signature, tree);
  const verdict = isRefused(match) ? match : await packages.detect(tree);
  return isRefused(verdict) ? detectLoose(tree) : verdict;
}

/** Families later in the order that have a mark on the medium too. */
function behind(chosen: number, tree: MediumTree): Consideration[] {
  const title = FAMILIES[chosen]?.title ?? '';
  return FAMILIES.slice(chosen + 1).flatMap(({ id, signature, lastResort }) => {
    if (lastResort) return [];
    const match = matchSignature(signature, tree);
    if (!isRefused(match))
      return { family: id, reason: `${match.marks[0]} is there too, but ${title} is asked first.` };
    return hasMark({ signature }, tree) ? { family: id, reason: match.refused } : [];
  });
}

const hasMark = ({ signature }: Pick<Family, 'signature'>, tree: MediumTree): boolean =>
  !isRefused(matchSignature({ ...signature, foreign: [] }, tree));

/** A family by its identifier. Throws NOT_FOUND (an image from a newer Fieldboot). */
export function familyOf(id: string): Family {
  const family = [...FAMILIES, packages].find((one) => one.id === id);
  if (family === undefined) throw new FieldbootError('NOT_FOUND', { what: 'family', id });
  return family;
}

/** What a profile of this family leads to. */
export const purposeOf = (family: Family, settings: Settings): Purpose =>
  family.purpose?.(settings) ?? 'install';

/** Rough share of an installation that is done, 0 to 0.95; only the installer's own report makes it 1. */
export function estimateProgress(
  family: Family,
  served: { readonly files: number; readonly bytes: number },
): number | null {
  return served.files === 0 ? null : family.progress(served);
}
