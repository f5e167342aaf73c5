/** What the technician does to machines, one or many, each step such that it can be taken back. */
import { FieldbootError } from '../errors.ts';
import { openUdpPort } from '../host/sockets.ts';
import { isConfirmed } from '../images/arming.ts';
import { isBuiltin } from '../images/profile.ts';
import { LIMITED_BROADCAST } from '../wire/address.ts';
import { WAKE_PORT, wakePacket } from '../wire/wake.ts';
import type { Hub } from './hub.ts';
import type { MachineChange, Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { SitePolicy } from './site-policy.ts';
import type { Undo } from './undo.ts';

export interface MachineActionsParts {
  readonly hub: Hub;
  readonly machines: Machines;
  readonly profiles: Profiles;
  readonly policy: SitePolicy;
  readonly undo: Undo;
  /** The interface that serves, and its address; null while nothing is served. */
  serving(): { readonly interface: string; readonly address: string } | null;
}

export class MachineActions {
  readonly #parts: MachineActionsParts;

  constructor(parts: MachineActionsParts) {
    this.#parts = parts;
  }

  /** Chooses what machines boot; `confirmed`: whether their disks may be erased, as far as it was asked. Throws NOT_FOUND. */
  assign(macs: readonly string[], profile: string, confirmed?: boolean): void {
    const { machines, profiles, undo } = this.#parts;
    const id = isBuiltin(profile) ? profile : profiles.get(profile).id;
    const armed = this.#isConfirmed(id, macs.length, confirmed);
    undo.doing('assign', macs, () => {
      for (const mac of macs) machines.assign(mac, id, { confirmed: armed });
    });
  }

  /** Their disks may be erased. Throws NOT_FOUND. */
  confirm(macs: readonly string[]): void {
    this.#each('confirm', macs, (mac) => this.#parts.machines.confirm(mac));
  }

  unassign(macs: readonly string[]): void {
    this.#each('unassign', macs, (mac) => this.#parts.machines.unassign(mac));
  }

  /**
   * Installs again at the next network boot; `confirmed` as for `assign`. Throws NOT_FOUND (machine, its assignment, or
   * the profile of it).
   */
  reinstall(macs: readonly string[], confirmed?: boolean): void {
    const { machines } = this.#parts;
    this.#each('reinstall', macs, (mac) => {
      const profile = machines.assignment(mac)?.profile;
      const armed = profile === undefined || this.#isConfirmed(profile, macs.length, confirmed);
      machines.reinstall(mac, armed);
    });
  }

  /** Boots from its own disk until it is told to boot its profile again. Throws NOT_FOUND. */
  bootLocally(macs: readonly string[]): void {
    this.#each('local', macs, (mac) => this.#parts.machines.bootLocally(mac));
  }

  change(mac: string, change: MachineChange): void {
    this.#parts.undo.doing('change', [mac], () => this.#parts.machines.change(mac, change));
  }

  forget(macs: readonly string[]): void {
    this.#each('forget', macs, (mac) => this.#parts.machines.forget(mac));
  }

  /** They boot nothing until they are let go; what is being installed is not disturbed. */
  hold(macs: readonly string[]): void {
    this.#each('hold', macs, (mac) => this.#mark(mac, { held: true }, 'held'));
  }

  release(macs: readonly string[]): void {
    this.#each('release', macs, (mac) => this.#mark(mac, { held: false }, 'released-hold'));
  }

  /** Their next network boot ends at their own disks, once. */
  skip(macs: readonly string[]): void {
    this.#each('skip', macs, (mac) => this.#mark(mac, { skip: true }, 'changed'));
  }

  /** Sends a magic packet to each, on the interface that serves and on no other. Rejects with NOT_SERVING, NOT_FOUND. */
  async wake(macs: readonly string[]): Promise<void> {
    const { machines, hub } = this.#parts;
    const serving = this.#parts.serving();
    if (serving === null) throw new FieldbootError('NOT_SERVING');
    for (const mac of macs) machines.expected(mac);
    const port = await openUdpPort({ ...serving, port: 0, door: 'Wake-on-LAN', broadcast: true });
    try {
      for (const mac of macs) {
        await port.send(wakePacket(mac), LIMITED_BROADCAST, WAKE_PORT);
        hub.emit({ mac, kind: 'woken', detail: { interface: serving.interface } });
      }
    } finally {
      await port.close();
    }
  }

  #isConfirmed(profile: string, machines: number, confirmed: boolean | undefined): boolean {
    const { profiles, policy } = this.#parts;
    const choice = { by: 'technician', erases: profiles.erases(profile), confirmed, machines } as const;
    return isConfirmed(policy.current.confirm, choice);
  }

  #mark(
    mac: string,
    marks: { held?: boolean; skip?: boolean },
    kind: 'held' | 'released-hold' | 'changed',
  ): void {
    this.#parts.machines.mark(mac, marks);
    this.#parts.hub.emit({
      mac,
      kind,
      detail: kind === 'changed' ? { reason: 'boots from its disk once' } : {},
    });
  }

  #each(kind: Parameters<Undo['doing']>[0], macs: readonly string[], work: (mac: string) => void): void {
    for (const mac of macs) this.#parts.machines.known(mac);
    this.#parts.undo.doing(kind, macs, () => {
      for (const mac of macs) work(mac);
    });
  }
}
