/** What is known of a machine, put together for showing: without secrets and without what only the engine needs. */
import type { Disk } from '../images/form/disk.ts';
import { hostnameFor } from '../images/hostname.ts';
import type { Machine } from '../images/machine.ts';
import type { Settings } from '../images/profile.ts';
import { withoutSecrets } from '../images/secrets.ts';
import type { Timeline } from '../progress/timeline.ts';

/** What the window and the command line show of a machine. */
export type ListedMachine = Omit<
  Machine,
  'chosen' | 'disks' | 'settings' | 'identities' | 'skip' | 'held' | 'note'
> &
  Omit<Timeline, 'files' | 'run' | 'failedBy' | 'asksUntil'> & {
    readonly hostname: string;
    readonly profile: string | null;
    readonly filesServed: number;
    /** Empty: not known. */
    readonly disks: readonly Disk[];
    /** Its own settings, without secrets. */
    readonly settings: Settings;
    readonly note: string | null;
    readonly held: boolean;
    /** Its next network boot ends at its own disk. */
    readonly skip: boolean;
  };

export interface Shown {
  readonly machine: Machine;
  readonly timeline: Timeline;
  readonly profile: string | null;
  /** Settings of that profile, defaults included. */
  readonly profileSettings: Settings;
  /** When it was last heard, milliseconds since 1970. */
  readonly lastSeen: number;
}

export function machineView({ machine, timeline, profile, profileSettings, lastSeen }: Shown): ListedMachine {
  const { chosen: _, identities: __, settings: own = {}, ...facts } = machine;
  const { files, run: ___, failedBy: ____, asksUntil: _____, ...rest } = timeline;
  const hostname = hostnameFor({ ...facts, chosen: false }, { ...profileSettings, ...own });
  return {
    ...facts,
    lastSeen,
    ...rest,
    filesServed: files,
    disks: machine.disks ?? [],
    profile,
    hostname,
    settings: withoutSecrets(own),
    note: machine.note ?? null,
    held: machine.held ?? false,
    skip: machine.skip ?? false,
  };
}
