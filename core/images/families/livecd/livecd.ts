/**
 * Live media of Fedora, its relatives and openSUSE: they install by copying themselves, at a person's word, and take no
 * kickstart. The image of the live system alone is fetched into memory.
 */
import type { Family } from '../../family.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { detectLiveCd, SIGNATURE } from './detect.ts';

export const livecd: Family = {
  id: 'livecd',
  title: 'Live system (dracut)',
  signature: SIGNATURE,
  detect: detectLiveCd,
  ...LIVE_FAMILY,
};
