/**
 * Live media of Fedora, its relatives and openSUSE: they install by copying themselves, at a person's word, and take no
 * kickstart. The image of the live system alone is fetched into memory.
 */
import type { Family } from '../../family.ts';
import { LIVE_DEFAULTS, liveStage } from '../../live/describe.ts';
import { planEntry } from '../../live/plan.ts';
import { liveCurve } from '../shared.ts';
import { detectLiveCd, SIGNATURE } from './detect.ts';

export const livecd: Family = {
  id: 'livecd',
  title: 'Live system (dracut)',
  signature: SIGNATURE,
  detect: detectLiveCd,
  defaults: LIVE_DEFAULTS,
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [],
  variables: () => ({}),
  plan: planEntry,
  stage: liveStage,
  progress: liveCurve,
};
