/** Arch Linux and SystemRescue, live systems made with archiso: their image comes by HTTP into memory, or by NFS. */
import type { Family } from '../../family.ts';
import { LIVE_DEFAULTS, liveStage } from '../../live/describe.ts';
import { planEntry } from '../../live/plan.ts';
import { liveCurve } from '../shared.ts';
import { detectArchiso, SIGNATURE } from './detect.ts';

export const archiso: Family = {
  id: 'archiso',
  title: 'Arch Linux and SystemRescue',
  signature: SIGNATURE,
  detect: detectArchiso,
  defaults: LIVE_DEFAULTS,
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [],
  variables: () => ({}),
  plan: planEntry,
  stage: liveStage,
  progress: liveCurve,
};
