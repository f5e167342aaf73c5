/** What the technician does, one hook each: sends it, reads the lists again, says what went wrong. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Changed, Input, Output } from '../../core/api/contract.ts';
import { useText } from '../text/text.ts';
import { call } from './engine.ts';
import { say, tellTrouble } from './notices.ts';
import { keyOf } from './queries.ts';

type Call = Parameters<typeof call>[0];

/** A call that changes something. Trouble is told, never thrown at the component. */
function useCall<N extends Call>(name: N, changes: readonly Changed['what'][], more: readonly string[] = []) {
  const client = useQueryClient();
  return useMutation<Output<N>, unknown, Input<N>>({
    mutationFn: (input) => call(name, input),
    onError: tellTrouble,
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
export const useVerifyImage = () => useCall('verifyImage', ['images']);
export const useCancelVerification = () => useCall('cancelVerification', ['images']);
export const useCopyImage = () => useCall('copyImage', ['images']);
export const useCancelCopy = () => useCall('cancelCopy', ['images']);
export const useChangeMachine = () => useCall('changeMachine', ['machines']);
export const useForget = () => useCall('forgetMachine', ['machines', 'status']);
export const useUnassign = () => useCall('unassign', ['machines']);
export const useReinstall = () => useCall('reinstall', ['machines']);

export interface AssignMany {
  readonly macs: readonly string[];
  readonly profile: string;
  readonly profileName: string;
}

/** Assigns one profile to machines; what it did can be taken back from the notice. */
export function useAssign() {
  const client = useQueryClient();
  const text = useText();
  const readAgain = () => client.invalidateQueries({ queryKey: keyOf('machines') });
  const takeBack = async (macs: readonly string[]) => {
    const results = await Promise.allSettled(macs.map((mac) => call('unassign', { mac })));
    tellFailures(results);
    await readAgain();
  };
  return useMutation({
    mutationFn: async ({ macs, profile, profileName }: AssignMany) => {
      const results = await Promise.allSettled(macs.map((mac) => call('assign', { mac, profile })));
      const done = macs.filter((_, index) => results[index]?.status === 'fulfilled');
      tellFailures(results);
      if (done.length > 0)
        say(text.machines.assigned(done.length, profileName), {
          label: text.machines.undoAssign,
          run: () => void takeBack(done),
        });
    },
    onSettled: readAgain,
  });
}

function tellFailures(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) if (result.status === 'rejected') tellTrouble(result.reason);
}
