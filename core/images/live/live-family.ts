/** What every family of live systems is alike in: it starts an entry of the medium's menu, and installs nothing. */
import { liveCurve } from '../families/shared.ts';
import type { Family } from '../family.ts';
import { LIVE_DEFAULTS, liveStage } from './describe.ts';
import { planEntry } from './plan.ts';

/** Everything but how its media are told from others. */
export const LIVE_FAMILY: Omit<Family, 'id' | 'title' | 'signature' | 'detect'> = {
  defaults: LIVE_DEFAULTS,
  purpose: () => 'run',
  overlay: () => [],
  answers: () => [],
  variables: () => ({}),
  plan: planEntry,
  stage: liveStage,
  progress: liveCurve,
};
