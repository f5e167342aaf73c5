/** Answers of the control API for tests, by what matters in them. */
import type { MachineView, Status } from '../../core/api/contract.ts';

export function status({ serving }: { serving: boolean }): Status {
  return {
    version: '0.0.0',
    laptop: 'laptop',
    data: '/data',
    serving: serving
      ? {
          interface: 'eth0',
          address: '10.77.0.1',
          prefix: 24,
          range: { first: '10.77.0.100', last: '10.77.0.199' },
          httpPort: 8067,
          mode: 'full-dhcp',
          since: 1,
          addressSetByUs: false,
          defaultProfile: null,
        }
      : null,
    missing: [],
    platform: 'linux',
    bytesServed: 0,
    leases: null,
    stopped: null,
    otherServers: [],
    warnings: [],
  };
}

export function machine(facts: Partial<MachineView>): MachineView {
  return {
    mac: '52:54:00:12:34:56',
    name: null,
    hostname: 'm-52540012-3456',
    address: null,
    reserved: null,
    settings: {},
    manufacturer: null,
    product: null,
    serial: null,
    uuid: null,
    memoryMiB: null,
    cpu: null,
    arch: null,
    disks: [],
    firmware: 'bios',
    profile: null,
    state: 'new',
    since: 1,
    progress: null,
    stage: null,
    bytes: 0,
    filesServed: 0,
    problem: null,
    firstSeen: 1,
    lastSeen: 1,
    shown: 'waiting',
    vendor: null,
    note: null,
    held: false,
    skip: false,
    confirm: false,
    erases: null,
    rule: null,
    diagnosis: null,
    speed: 0,
    secondsLeft: null,
    expected: null,
    ahead: null,
    lastLine: null,
    lastEvent: null,
    job: null,
    ...facts,
  };
}
