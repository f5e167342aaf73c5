/** All that concerns machines beside their boot: put together in one place, so that the engine stays a list of parts. */
import { isBuiltin } from '../images/profile.ts';
import type { Store } from '../store/store.ts';
import { BootGate } from './boot-gate.ts';
import { Diagnoses } from './diagnoses.ts';
import { HandOvers } from './hand-overs.ts';
import type { Hub } from './hub.ts';
import { ImageSums } from './image-sums.ts';
import type { Jobs } from './jobs.ts';
import { Learning } from './learning.ts';
import { MachineActions } from './machine-actions.ts';
import { MachineOverview } from './machine-overview.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import { Rules } from './rules.ts';
import { Sheets } from './sheets.ts';
import { SitePolicy } from './site-policy.ts';
import { SyslogLines } from './syslog-lines.ts';
import { Undo } from './undo.ts';

export interface MachineRoomParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly machines: Machines;
  readonly profiles: Profiles;
  readonly jobs: Jobs;
  /** Does what may fail where nobody waits for it. */
  survive(work: () => void): void;
  /** Bytes per second served to a machine now. */
  speedOf(mac: string): number;
  /** The interface that serves, its address, and the default profile; null while nothing is served. */
  serving(): {
    readonly interface: string;
    readonly address: string;
    readonly defaultProfile: string | null;
    readonly defaultConfirmed?: boolean | undefined;
  } | null;
}

export interface MachineRoom {
  readonly policy: SitePolicy;
  readonly diagnoses: Diagnoses;
  readonly learning: Learning;
  readonly gate: BootGate;
  readonly rules: Rules;
  readonly undo: Undo;
  readonly actions: MachineActions;
  readonly overview: MachineOverview;
  readonly syslog: SyslogLines;
  readonly sheets: Sheets;
  readonly handOvers: HandOvers;
  readonly sums: ImageSums;
}

export function openMachineRoom(parts: MachineRoomParts): MachineRoom {
  const { store, hub, clock, machines } = parts;
  const policy = new SitePolicy(store.values, hub);
  const installs = (profile: string) => parts.profiles.installs(profile);
  const learning = new Learning(store, hub, machines, clock);
  const diagnoses = new Diagnoses({ ...parts, installs, usual: (profile) => usualOf(learning, profile) });
  const isStuck = (mac: string) => diagnoses.of(mac)?.level === 'stuck';
  const gate = new BootGate({ machines, policy, clock, installs, isStuck });
  const undo = new Undo(store, hub, machines, clock);
  const defaultProfile = () => {
    const { defaultProfile: profile = null, defaultConfirmed: confirmed = false } = parts.serving() ?? {};
    return profile === null ? null : { profile, confirmed };
  };
  const sums = new ImageSums(store, hub, () => machines.underWay().length === 0);
  const syslog = new SyslogLines(hub, machines, clock);
  const sheets = new Sheets({ ...parts, policy, undo });
  return {
    policy,
    syslog,
    sheets,
    sums,
    handOvers: new HandOvers({ ...parts, sums }),
    learning,
    diagnoses,
    gate,
    undo,
    rules: new Rules({
      ...parts,
      policy,
      defaultProfile,
      awaitsSerials: () => sheets.expected().length > 0,
    }),
    actions: new MachineActions({ ...parts, policy, undo }),
    overview: new MachineOverview({ ...parts, diagnoses, learning, gate, syslog }),
  };
}

const usualOf = (learning: Learning, profile: string) =>
  isBuiltin(profile) ? null : learning.usual(profile);
