/** What the technician does with one machine or with forty: told once, with a way back where there is one. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useText } from '../text/text.ts';
import { call } from './engine.ts';
import { say, tellTrouble } from './notices.ts';
import { keyOf } from './queries.ts';

interface Many {
  readonly macs: readonly string[];
}

export interface AssignMany extends Many {
  readonly profile: string;
  readonly profileName: string;
}

export interface UnassignMany extends Many {
  /** Profiles that may be given back, by MAC. */
  readonly before: ReadonlyMap<string, string>;
}

/** Assigns one profile; what it did can be taken back from the notice. */
export function useAssign() {
  const { machines: text } = useText();
  const takeBack = useForEach<Many>((_, mac) => call('unassign', { mac }));
  return useForEach<AssignMany>(
    ({ profile }, mac) => call('assign', { mac, profile }),
    ({ profileName }, macs) =>
      say(text.assigned(macs.length, profileName), {
        label: text.undo,
        run: () => takeBack.mutate({ macs }),
      }),
  );
}

/** Lets machines wait; their profiles can be given back from the notice. */
export function useUnassignMany() {
  const { machines: text } = useText();
  const giveBack = useForEach<UnassignMany>(({ before }, mac) =>
    call('assign', { mac, profile: before.get(mac) ?? '' }),
  );
  return useForEach<UnassignMany>(
    (_, mac) => call('unassign', { mac }),
    ({ before }, done) => {
      const macs = done.filter((mac) => before.has(mac));
      const undo = { label: text.undo, run: () => giveBack.mutate({ macs, before }) };
      say(text.letWait(done.length), macs.length === 0 ? null : undo);
    },
  );
}

/** Installs machines again at their next network boot. */
export function useReinstallMany() {
  const { machines: text } = useText();
  return useForEach<Many>(
    (_, mac) => call('reinstall', { mac }),
    (_, done) => say(text.reinstalled(done.length)),
  );
}

/** One call for each machine; `told` is run once with those that went well. */
function useForEach<I extends Many>(
  work: (input: I, mac: string) => Promise<unknown>,
  told?: (input: I, done: readonly string[]) => void,
) {
  const client = useQueryClient();
  return useMutation<void, unknown, I>({
    mutationFn: async (input) => {
      const results = await Promise.allSettled(input.macs.map((mac) => work(input, mac)));
      const done = input.macs.filter((_, index) => results[index]?.status === 'fulfilled');
      tellFailures(results);
      if (done.length > 0) told?.(input, done);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf('machines') }),
  });
}

/** Trouble that says the same of forty machines is told once. */
function tellFailures(results: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  for (const reason of new Map(reasons.map((one) => [String(one), one])).values()) tellTrouble(reason);
}
