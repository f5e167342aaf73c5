/** Machines as the window and the command line show them: what is known, and what is made of it at this moment. */
import type { MachineView } from '../api/contract.ts';
import { knownVendor, loadVendors } from '../host/vendors.ts';
import { isBuiltin } from '../images/profile.ts';
import { shownState } from '../progress/shown-state.ts';
import type { Store } from '../store/store.ts';
import type { BootGate } from './boot-gate.ts';
import type { Diagnoses } from './diagnoses.ts';
import type { Learning } from './learning.ts';
import type { ListedMachine, Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { SyslogLines } from './syslog-lines.ts';

export interface MachineOverviewParts {
  readonly store: Store;
  readonly machines: Machines;
  readonly profiles: Profiles;
  readonly diagnoses: Diagnoses;
  readonly learning: Learning;
  /** Bytes per second served to a machine now. */
  speedOf(mac: string): number;
  readonly gate: BootGate;
  readonly syslog: SyslogLines;
  readonly clock: () => number;
}

export class MachineOverview {
  readonly #parts: MachineOverviewParts;

  constructor(parts: MachineOverviewParts) {
    this.#parts = parts;
  }

  /** All machines of a job, or all there are, in the order they were first seen. */
  list(job?: string): MachineView[] {
    void loadVendors();
    const all = this.#parts.machines.list();
    return all.filter((one) => job === undefined || one.job === job).map((one) => this.#view(one));
  }

  /** One machine. Throws NOT_FOUND. */
  get(mac: string): MachineView {
    return this.#view(this.#parts.machines.get(mac));
  }

  /** Several. Throws NOT_FOUND. */
  some(macs: readonly string[]): MachineView[] {
    return macs.map((mac) => this.get(mac));
  }

  #view(machine: ListedMachine): MachineView {
    const { machines, diagnoses, learning, speedOf, gate, syslog, clock } = this.#parts;
    const { mac, state, stage, held, profile, job } = machine;
    const diagnosis = diagnoses.of(mac);
    const assignment = machines.assignment(mac);
    const expected = profile === null ? null : learning.expected(profile);
    const last = diagnoses.lastEvent(mac);
    const level = diagnosis?.level ?? null;
    return {
      ...machine,
      ...learning.forecast(mac),
      job: job ?? null,
      disks: machine.disks.map(({ name, bytes, model, serial }) => ({ name, bytes, model, serial })),
      shown: shownState({ state, stage, held, level, heard: machine.lastSeen, now: clock() }),
      vendor: knownVendor(mac),
      confirm: assignment?.confirmed === false && assignment.phase === 'install',
      erases: profile === null ? null : this.#erases(profile),
      rule: assignment?.rule ?? null,
      diagnosis: diagnosis && {
        ...problemOf(diagnosis.problem),
        level: diagnosis.level,
        action: diagnosis.action,
      },
      speed: speedOf(mac),
      expected: expected && { bytes: expected.bytes, files: expected.files, runs: expected.from },
      ahead: gate.placeOf(mac),
      lastLine: syslog.last(mac),
      lastEvent: last && { ...last, detail: { ...last.detail } },
    };
  }

  #erases(profile: string): boolean {
    return !isBuiltin(profile) && this.#parts.profiles.erases(profile);
  }
}

const problemOf = <T extends { params: object }>(problem: T) => ({
  ...problem,
  params: { ...problem.params },
});
