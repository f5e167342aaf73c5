/** Arch Linux and SystemRescue, live systems made with archiso: their image comes by HTTP into memory, or by NFS. */
import type { Family } from '../../family.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { detectArchiso, SIGNATURE } from './detect.ts';

export const archiso: Family = {
  id: 'archiso',
  title: 'Arch Linux and SystemRescue',
  signature: SIGNATURE,
  detect: detectArchiso,
  ...LIVE_FAMILY,
};
