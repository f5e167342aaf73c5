/** Whether new installations begin: held back and let go on from anywhere, without losing a machine. */
import { useText } from '../text/text.ts';
import { useChangePolicy } from './actions.ts';
import { say } from './notices.ts';
import { usePolicy } from './queries.ts';

export interface Pause {
  readonly paused: boolean;
  readonly busy: boolean;
  toggle(): void;
}

export function usePause(): Pause {
  const { cable: text } = useText();
  const { data: policy } = usePolicy();
  const change = useChangePolicy();
  const paused = policy?.paused ?? false;
  const toggle = () =>
    change.mutate(
      { paused: !paused },
      { onSuccess: ({ paused: now }) => say(now ? text.pausedNow : text.resumedNow) },
    );
  return { paused, busy: change.isPending, toggle };
}
