/** What the window asks the engine, one hook each. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Changed, MachineView } from '../../core/api/contract.ts';
import { pause } from './check-answer.ts';
import { call } from './engine.ts';
import { keepSame } from './keep-same.ts';

const LISTS = {
  status: ['status'],
  machines: ['machines'],
  images: ['images'],
  profiles: ['profiles'],
  rules: ['rules'],
  jobs: ['jobs'],
  done: ['done'],
} as const satisfies Record<Changed['what'], readonly string[]>;

/** Key of the list that the engine says has changed. */
export const keyOf = (what: Changed['what']) => LISTS[what];
export const eventsKey = (mac: string) => ['events', mac] as const;

/** While serving the figures move without an event: they are read every two seconds. */
export const useStatus = () =>
  useQuery({
    queryKey: LISTS.status,
    queryFn: () => call('status', {}),
    refetchInterval: ({ state }) => (state.data?.serving ? 2000 : 10_000),
  });

/** A cable plugged in is no event of the engine: the list is read again while one is to be chosen. */
export const useInterfaces = (choosing: boolean) =>
  useQuery({
    queryKey: ['interfaces'],
    queryFn: () => call('interfaces', {}),
    refetchInterval: choosing ? 2500 : false,
  });

/** What holds for all machines. Below the status: the engine says that it changed when one of them did. */
export const usePolicy = () =>
  useQuery({ queryKey: [...LISTS.status, 'policy'], queryFn: () => call('policy', {}) });

/** Who ignores split offers, beside another DHCP server. */
export const useRescue = () => {
  const { data } = useStatus();
  const beside = data?.serving?.mode === 'proxy-dhcp';
  return useQuery({
    queryKey: ['rescue'],
    queryFn: () => call('rescue', {}),
    enabled: beside,
    refetchInterval: 5000,
  });
};

export const useImages = () => useQuery({ queryKey: LISTS.images, queryFn: () => call('images', {}) });
export const useProfiles = () => useQuery({ queryKey: LISTS.profiles, queryFn: () => call('profiles', {}) });
/** Speeds and times left move without an event, and a machine that says nothing more is gone: read every five seconds too. */
export const useMachines = () =>
  useQuery({
    queryKey: LISTS.machines,
    queryFn: async () => {
      const machines = await call('machines', {});
      // Checked, compared and drawn one after the other: a frame fits in between.
      await pause();
      return machines;
    },
    refetchInterval: 5000,
    structuralSharing: (before, now) =>
      keepSame(before as MachineView[] | undefined, now as MachineView[], ({ mac }) => mac),
  });

export const useTimeline = (mac: string) =>
  useQuery({ queryKey: eventsKey(mac), queryFn: () => call('events', { mac, limit: 300 }) });

export const useAnswers = (profile: string | null, mac: string) =>
  useQuery({
    queryKey: [...LISTS.profiles, 'answers', profile, mac],
    queryFn: () => call('answers', { id: profile ?? '', mac }),
    enabled: profile !== null,
    retry: false,
  });

export const useFolder = (path: string | null) =>
  useQuery({
    queryKey: ['folder', path],
    queryFn: () => call('folder', path === null ? {} : { path }),
    placeholderData: keepPreviousData,
    retry: false,
  });
