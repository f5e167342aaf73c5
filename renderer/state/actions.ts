/** What the technician does, one hook each: sends it, reads the lists again, says what went wrong. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Changed, Input, Output } from '../../core/api/contract.ts';
import { call } from './engine.ts';
import { tellTrouble } from './notices.ts';
import { keyOf } from './queries.ts';

type Call = Parameters<typeof call>[0];

/**
 * A call that changes something. Trouble is told, never thrown at the component; `told` says what was done, even when
 * the component is no longer there because of it.
 */
export function useCall<N extends Call>(
  name: N,
  changes: readonly Changed['what'][],
  more: readonly string[] = [],
  told: (output: Output<N>) => void = () => {},
) {
  const client = useQueryClient();
  return useMutation<Output<N>, unknown, Input<N>>({
    mutationFn: (input) => call(name, input),
    onError: tellTrouble,
    onSuccess: told,
    onSettled: () =>
      Promise.all(
        [...changes.map(keyOf), ...more.map((key) => [key])].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

export const useServe = () => useCall('serve', ['status'], ['preflight']);
export const useStop = () => useCall('stop', ['status']);
export const useCreateProfile = () => useCall('createProfile', ['profiles']);
export const useChangeProfile = () => useCall('changeProfile', ['profiles', 'machines']);
export const useRemoveProfile = () => useCall('removeProfile', ['profiles']);
export const useRemoveImage = () => useCall('removeImage', ['images']);
export const useJoinImages = () => useCall('joinImages', ['images']);
export const useVerifyImage = () => useCall('verifyImage', ['images']);
export const useCancelVerification = () => useCall('cancelVerification', ['images']);
export const useCopyImage = () => useCall('copyImage', ['images']);
export const useCancelCopy = () => useCall('cancelCopy', ['images']);
export const useChangeMachine = () => useCall('changeMachine', ['machines']);
export const useAllowRescue = () => useCall('allowRescue', ['machines'], ['rescue']);
export const useEndRescue = () => useCall('endRescue', ['machines'], ['rescue']);
export const useChangePolicy = () => useCall('changePolicy', ['status', 'machines']);
