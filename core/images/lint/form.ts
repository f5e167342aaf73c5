/** Looks over what the form says against what is known of one machine. */

import type { Family } from '../family.ts';
import { chooseDisks, type Disk } from '../form/disk.ts';
import type { Form } from '../form.ts';
import type { Detection } from '../image.ts';
import { type Finding, finding } from './finding.ts';

/** `disks`: what the machine's installer found when it ran last; null: nobody knows yet. */
export function lintForm(form: Form, disks: readonly Disk[] | null): Finding[] {
  return [
    ...(form.network.addressMissing ? [finding('error', null, 'ADDRESS_MISSING')] : []),
    ...(disks === null ? [] : lintDisks(form, disks)),
  ];
}

function lintDisks({ disk }: Form, disks: readonly Disk[]): Finding[] {
  const choice = chooseDisks(disk, disks);
  if (!('refused' in choice)) return [];
  if (choice.refused === 'several')
    return [finding('error', null, 'LINT_DISK_SEVERAL', { disks: listed(choice.fitting) })];
  return [finding('error', null, 'LINT_DISK_NONE', { disks: listed(disks) || '-' })];
}

const listed = (disks: readonly Disk[]): string =>
  disks
    .map(({ name, bytes, model }) => `${name} (${Math.round(bytes / 1e9)} GB${model ? ` ${model}` : ''})`)
    .join(', ');

/** What the form says and the family's answers for this image cannot. */
export const lintLeftOut = (family: Pick<Family, 'leftOut'>, image: Detection, form: Form): Finding[] =>
  (family.leftOut?.(image, form) ?? []).map((setting) =>
    finding('warning', null, 'LINT_LEFT_OUT', { system: image.name, setting }),
  );
