/** Systems that run from memory and, where a profile says so, write themselves to the disk. */
import type { Purpose } from '../family.ts';
import type { Settings } from '../profile.ts';
import { COMMON_DEFAULTS } from '../settings.ts';

/** Defaults of such a family, without what its systems have no place for. Nothing is erased unless the profile asks for it. */
export const installableDefaults = (without: readonly string[]): Settings => ({
  ...Object.fromEntries(Object.entries(COMMON_DEFAULTS).filter(([key]) => !without.includes(key))),
  ...{ purpose: 'run', boot_way: '' },
});

export const purposeOfSettings = ({ purpose }: Settings): Purpose =>
  purpose === 'install' ? 'install' : 'run';
