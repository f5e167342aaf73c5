/** How long machines take over the cable, and how many at a time the queue lets install. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Input, MachineView, ProfileView } from '../../core/api/contract.ts';
import { useText } from '../text/text.ts';
import { useCall } from './actions.ts';
import { call } from './engine.ts';
import { say } from './notices.ts';

/** The estimate for a load; null: nothing is asked yet. */
export const useBudget = (load: Input<'budget'> | null) =>
  useQuery({
    queryKey: ['budget', load],
    queryFn: () => call('budget', load ?? { profile: '', machines: 1 }),
    enabled: load !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

/** Sets how many install at a time; the notice puts back what was before. */
export function useSetMost(before: number | null) {
  const { time: text } = useText().desk;
  const back = useCall('changePolicy', ['status']);
  return useCall('changePolicy', ['status'], [], ({ most }) =>
    say(most === null ? text.limitGone : text.limitSet(most), {
      label: text.undo,
      run: () => back.mutate({ most: before }),
    }),
  );
}

/** Links that are met on site, in Mb/s. */
export const LINKS = [100, 1000, 2500, 10_000] as const;

export interface Load {
  /** Id of a profile; empty: there is none. */
  readonly profile: string;
  readonly machines: number;
}

/** What there is to do: the profile that most machines still wait for, and how many they are. */
export function loadOf(
  machines: readonly MachineView[],
  profiles: readonly Pick<ProfileView, 'id' | 'purpose'>[],
): Load {
  const installs = profiles.filter(({ purpose }) => purpose === 'install');
  const left = (id: string) => machines.filter((one) => one.profile === id && !isDone(one)).length;
  const [first] = installs.toSorted((a, b) => left(b.id) - left(a.id));
  if (first === undefined) return { profile: '', machines: 1 };
  return { profile: first.id, machines: left(first.id) || Math.max(1, machines.length) };
}

const isDone = ({ state }: MachineView): boolean => state === 'installed' || state === 'local';

/** `58 min`, `1 h 05 min`: to the minute, for nobody needs it closer; never less than one. */
export function hoursOf(milliseconds: number): { readonly hours: number; readonly minutes: number } {
  const all = Math.max(1, Math.round(milliseconds / 60_000));
  return { hours: Math.floor(all / 60), minutes: all % 60 };
}
