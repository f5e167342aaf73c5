/**
 * Live media that start with live-boot: Debian live, Clonezilla, GParted, Kali. Their own menus say which options each
 * needs; the image of the system comes by HTTP into memory, or is read by NFS.
 */
import type { Family } from '../../family.ts';
import { LIVE_FAMILY } from '../../live/live-family.ts';
import { detectLiveBoot, SIGNATURE } from './detect.ts';

export const liveboot: Family = {
  id: 'liveboot',
  title: 'Live system (live-boot)',
  signature: SIGNATURE,
  detect: detectLiveBoot,
  ...LIVE_FAMILY,
};
