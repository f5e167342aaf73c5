/** What the technician does with one machine or with forty: one call, told once, with the engine's own way back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../core/api/client.ts';
import type { DoneView, UndoneView } from '../../core/api/contract.ts';
import { useText } from '../text/text.ts';
import { call } from './engine.ts';
import { say, tellTrouble } from './notices.ts';
import { keyOf } from './queries.ts';

/** What is done by naming machines and nothing else. */
const CALLS = {
  unassign: 'unassignAll',
  confirm: 'confirm',
  hold: 'hold',
  release: 'release',
  skip: 'skip',
  wake: 'wake',
  forget: 'forgetAll',
} as const;

export type PlainDeed = keyof typeof CALLS;

interface Erasing {
  readonly macs: readonly string[];
  /** The technician was asked whether their disks may be erased, and said yes. */
  readonly confirmed: boolean;
}

export type Doing =
  | { readonly kind: PlainDeed; readonly macs: readonly string[] }
  | (Erasing & { readonly kind: 'reinstall' })
  | (Erasing & { readonly kind: 'assign'; readonly profile: string; readonly profileName: string });

/** Does it; what can be taken back can be from the notice. */
export function useDoing(): (doing: Doing) => void {
  const { deeds: text } = useText();
  const client = useQueryClient();
  const undo = useUndo();
  const { mutate } = useMutation<void, unknown, Doing>({
    mutationFn: async (doing) => {
      await ask(doing);
      const done = await lastOf(doing);
      const said =
        doing.kind === 'assign'
          ? text.assigned(doing.macs.length, doing.profileName)
          : text.did[doing.kind](doing.macs.length);
      say(said, done && { label: text.undo, run: () => undo(done.id) });
    },
    onError: tellTrouble,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf('machines') }),
  });
  return mutate;
}

/** Takes back the action named, or the latest, whoever did it; `then` is run when it was. */
export function useUndo(then: () => void = () => {}): (id?: string) => void {
  const { deeds: text } = useText();
  const client = useQueryClient();
  const { mutate } = useMutation<UndoneView, unknown, string | undefined>({
    mutationFn: (id) => call('undo', id === undefined ? {} : { id }),
    onSuccess: ({ done, restored, kept }) => {
      then();
      say(text.undone(text.kinds[done.kind] ?? done.kind, restored.length));
      // Trouble that says the same of forty machines is told once.
      for (const { problem } of new Map(kept.map((one) => [one.problem.sentence, one])).values())
        tellTrouble(new ApiError(problem));
    },
    onError: tellTrouble,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf('machines') }),
  });
  return mutate;
}

function ask(doing: Doing): Promise<unknown> {
  const macs = [...doing.macs];
  switch (doing.kind) {
    case 'assign':
      return call('assignAll', { macs, profile: doing.profile, confirmed: doing.confirmed });
    case 'reinstall':
      return call('reinstallAll', { macs, confirmed: doing.confirmed });
    default:
      return call(CALLS[doing.kind], { macs });
  }
}

/** What the engine keeps of it, to be taken back; null: it changed nothing, or cannot be. */
async function lastOf({ kind, macs }: Doing): Promise<DoneView | null> {
  if (kind === 'wake') return null;
  const done = await call('done', {});
  return sameDeed(done[0], kind, macs) ? (done[0] ?? null) : null;
}

/** Whether an action that the engine keeps is the one that was asked for. */
export function sameDeed(
  done: Pick<DoneView, 'kind' | 'macs'> | undefined,
  kind: string,
  macs: readonly string[],
): boolean {
  return (
    done?.kind === kind && done.macs.length === macs.length && macs.every((mac) => done.macs.includes(mac))
  );
}
