/** States of an engine to look at and to test with: nothing yet, a rack at work, a day when much goes wrong. */

import type {
  DoneView,
  EventView,
  ImageView,
  JobView,
  MachineView,
  NetworkInterface,
  PolicyView,
  PreflightView,
  ProfileView,
  RescueView,
  RuleView,
  Status,
  SumView,
} from '../../core/api/contract.ts';
import { type ErrorCode, type ErrorParams, problem } from '../../core/errors.ts';
import { COMMON_DEFAULTS } from '../../core/images/setting-rules.ts';
import { ACME, busyJobs, busyRules, fakeJob } from './fake-desk.ts';

export interface FakeState {
  status: Status;
  policy: PolicyView;
  /** What was done and can be taken back, latest first, with the machines before it. */
  done: { readonly view: DoneView; readonly before: readonly MachineView[] }[];
  rescue: RescueView;
  interfaces: NetworkInterface[];
  images: ImageView[];
  profiles: ProfileView[];
  machines: MachineView[];
  events: EventView[];
  jobs: JobView[];
  rules: RuleView[];
  sums: SumView[];
  /** What looking and listening on an interface finds. */
  preflight(name: string): PreflightView;
}

/** Nothing in the way, nobody else there. */
const freeCable = (name: string): PreflightView => ({
  interface: name,
  proposal: {
    mode: 'full-dhcp',
    because: null,
    sentence: `Full DHCP on ${name}: nobody else gives addresses there.`,
    insist: false,
  },
  checks: [
    {
      id: 'other-servers',
      ok: true,
      code: null,
      sentence: `No other DHCP or network boot server answers on ${name}.`,
      advice: '',
      params: {},
    },
  ],
  servers: [],
  listenedMs: 4000,
});

/** A router gives addresses there. */
export function takenCable(name: string): PreflightView {
  const server = '192.168.1.1 (TP-Link)';
  const rival = problem('OTHER_DHCP_SERVER', { name, server });
  const because = { ...rival, params: { name, server } };
  return {
    ...freeCable(name),
    proposal: { mode: 'proxy-dhcp', because, sentence: because.sentence, insist: true },
    checks: [{ id: 'other-servers', ok: false, ...because }],
  };
}

const minute = 60_000;

/** What an engine holds that was never told anything. */
const unchanged = (): Pick<FakeState, 'policy' | 'done' | 'rescue'> => ({
  policy: { paused: false, most: null, confirm: 'once-per-batch', running: 0, waiting: 0 },
  done: [],
  rescue: { stuck: [], allowed: [], range: null, suggested: null },
});

const nic = (name: string, more: Partial<NetworkInterface> = {}): NetworkInterface => ({
  name,
  mac: '3c:52:82:00:00:01',
  addresses: [],
  link: true,
  speedMbps: 1000,
  wireless: false,
  defaultRoute: false,
  virtual: false,
  ...more,
});

const INTERFACES: NetworkInterface[] = [
  nic('wlp2s0', { addresses: ['192.168.1.34/24'], wireless: true, defaultRoute: true, speedMbps: 866 }),
  nic('enp3s0', { addresses: ['10.77.0.1/24'] }),
  nic('enx00e04c680001', { link: false, speedMbps: null }),
  nic('docker0', { addresses: ['172.17.0.1/16'], virtual: true, link: false, speedMbps: null }),
];

const status = (more: Partial<Status> = {}): Status => ({
  version: '0.1.0',
  laptop: 'bench-laptop',
  data: '/home/tech/.local/share/fieldboot',
  serving: null,
  missing: [],
  platform: 'linux',
  bytesServed: 0,
  leases: null,
  stopped: null,
  otherServers: [],
  warnings: [],
  ...more,
});

export const debianImage = (now: number): ImageView => ({
  id: 'debian-13.7-amd64',
  family: 'debian',
  name: 'Debian 13.7 "trixie"',
  version: '13.7',
  arch: 'amd64',
  files: 1432,
  bytes: 426_770_432,
  elapsedMs: 82,
  bootable: { bios: true, uefi: true },
  kernel: '/install.amd/vmlinuz',
  initrd: ['/install.amd/initrd.gz'],
  warnings: [],
  considered: [],
  entries: [],
  reason: 'the file .disk/info names Debian GNU/Linux 13.7.0 "Trixie"',
  path: '/home/tech/iso/debian-13.7.0-amd64-DVD-1.iso',
  importedAt: now - 90 * minute,
  present: true,
  folder: false,
  joined: [],
  joinable: [],
  verification: null,
  copying: null,
});

const rockyImage = (now: number): ImageView => ({
  ...debianImage(now),
  id: 'rocky-9.6-x86_64',
  family: 'redhat',
  name: 'Rocky Linux 9.6',
  version: '9.6',
  files: 6871,
  bytes: 12_905_873_408,
  elapsedMs: 391,
  kernel: '/images/pxeboot/vmlinuz',
  initrd: ['/images/pxeboot/initrd.img'],
  warnings: [problem('MEDIUM_PARTIAL', { name: 'Rocky Linux 9.6' })],
  reason: 'the file .treeinfo says family Rocky Linux, version 9.6',
  path: '/media/tech/STICK/Rocky-9.6-x86_64-dvd.iso',
});

const DEFAULTS = { ...COMMON_DEFAULTS, packages: 'openssh-server' };

export const fakeProfile = (id: string, name: string, image: string, settings = {}): ProfileView => ({
  id,
  name,
  image,
  settings,
  defaults: DEFAULTS,
  answers: null,
  purpose: 'install',
  warnings: 'root_password_hash' in settings || 'ssh_key' in settings ? [] : [problem('PROFILE_NO_LOGIN')],
  createdAt: 1_790_000_000_000,
});

export const fakeMachine = (mac: string, now: number, more: Partial<MachineView> = {}): MachineView => ({
  mac,
  name: null,
  hostname: `node-${mac.replaceAll(':', '').slice(-6)}`,
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
  firmware: 'unknown',
  profile: null,
  state: 'new',
  since: now,
  progress: null,
  stage: null,
  bytes: 0,
  filesServed: 0,
  problem: null,
  firstSeen: now,
  lastSeen: now,
  shown: more.state ?? 'new',
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
  ...more,
});

export function emptyState(): FakeState {
  const files = 'snponly.efi, undionly.kpxe';
  return {
    ...unchanged(),
    status: status({ missing: [problem('BOOT_FILES_MISSING', { file: files })] }),
    interfaces: structuredClone(INTERFACES),
    images: [],
    profiles: [],
    machines: [],
    events: [],
    jobs: [fakeJob()],
    rules: [],
    sums: [],
    preflight: freeCable,
  };
}

/** A rack of 24 in every state, half way through. */
export function busyState(now: number): FakeState {
  const machines = Array.from({ length: 24 }, (_, index) => rackMachine(index, now));
  return {
    ...unchanged(),
    status: status({
      serving: {
        interface: 'enp3s0',
        address: '10.77.0.1',
        prefix: 24,
        range: { first: '10.77.0.100', last: '10.77.0.199' },
        httpPort: 80,
        mode: 'full-dhcp',
        since: now - 42 * minute,
        addressSetByUs: true,
        defaultProfile: null,
      },
      bytesServed: 4_180_000_000,
      leases: { used: 24, size: 100 },
    }),
    interfaces: structuredClone(INTERFACES),
    images: [debianImage(now), rockyImage(now)],
    profiles: [
      fakeProfile('web-node', 'web node', 'debian-13.7-amd64', {
        timezone: 'Asia/Shanghai',
        root_password_hash: '$6$hidden',
        packages: 'openssh-server nginx',
        rack: '4',
      }),
      fakeProfile('storage', 'storage', 'debian-13.7-amd64', { ssh_key: 'ssh-ed25519 AAAAC3Nza tech@bench' }),
      fakeProfile('rocky-9.6', 'Rocky Linux 9.6', 'rocky-9.6-x86_64'),
    ],
    machines: machines.map((machine) => ({ ...machine, lastEvent: eventsOf(machine).at(-1) ?? null })),
    events: machines.flatMap((machine) => eventsOf(machine)),
    jobs: busyJobs(now),
    rules: busyRules(now),
    sums: [],
    preflight: freeCable,
  };
}

const MODELS = [
  ['Dell Inc.', 'PowerEdge R640'],
  ['HPE', 'ProLiant DL360 Gen10'],
  ['Intel Corporation', 'NUC13ANHi5'],
  ['LENOVO', 'ThinkSystem SR630'],
] as const;

/** What the engine says of a machine that does not go on. */
export const stuckWith = (code: ErrorCode, params: ErrorParams): MachineView['diagnosis'] => ({
  ...named(code, params),
  level: 'stuck',
  action: null,
});

const named = (code: ErrorCode, params: ErrorParams) => ({ ...problem(code, params), params: { ...params } });

/** States of the rack's machines from the top. */
const RACK = [
  ...Array.from({ length: 4 }, () => 'installed' as const),
  'local' as const,
  ...Array.from({ length: 11 }, () => 'installing' as const),
  'booting' as const,
  'stuck' as const,
  'failed' as const,
  ...Array.from({ length: 4 }, () => 'waiting' as const),
  'new' as const,
];

function rackMachine(index: number, now: number): MachineView {
  const kind = RACK[index] ?? 'new';
  const [manufacturer, product] = MODELS[index % 4] ?? MODELS[0];
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  const share = Math.round((0.93 - (index - 5) * 0.07) * 100) / 100;
  const known = kind !== 'new';
  const chosen = known && kind !== 'waiting';
  const seen = now - (24 - index) * minute;
  return fakeMachine(`3c:ec:ef:${hex(16 + index)}:${hex(index * 9)}:${hex(161 + index)}`, now, {
    name: chosen ? `node-${String(index + 1).padStart(2, '0')}` : null,
    address: `10.77.0.${100 + index}`,
    manufacturer: known ? manufacturer : null,
    product: known ? product : null,
    serial: known && index !== 21 ? `4F2K${(4096 + index * 331).toString(36).toUpperCase()}` : null,
    uuid: known ? `4c4c4544-0046-3210-804b-b4c04f${hex(index)}3533` : null,
    memoryMiB: known ? 65_536 : null,
    cpu: known ? 'Intel(R) Xeon(R) Silver 4214' : null,
    arch: known ? 'x86_64' : null,
    firmware: index % 3 === 0 ? 'bios' : 'uefi-x64',
    profile: !chosen ? null : index % 5 === 3 ? 'storage' : 'web-node',
    ...progressOfRack(kind, share),
    since: seen + 30_000,
    firstSeen: seen,
    lastSeen: now - (index % 4) * 9000,
    job: ACME,
  });
}

function progressOfRack(kind: (typeof RACK)[number], share: number): Partial<MachineView> {
  const served = { bytes: 246_000_000, filesServed: 296 };
  switch (kind) {
    case 'installed':
    case 'local':
      return { state: kind, progress: 1, stage: 'finished', ...served };
    case 'installing': {
      const stage = share > 0.36 ? 'packages' : share > 0.1 ? 'installer' : 'answers';
      return {
        state: kind,
        progress: share,
        stage,
        speed: Math.round(9e6 + share * 3e6),
        secondsLeft: Math.round((1 - share) * 900),
        expected: { bytes: 246_000_000, files: 296, runs: 3 },
        lastLine:
          stage === 'packages'
            ? `in-target: Unpacking libc6:amd64 (2.41-12) (${Math.round(share * 400)}/400)`
            : null,
        bytes: Math.round(share * 246e6),
        filesServed: Math.round(share * 296),
      };
    }
    case 'booting':
      return { state: kind, progress: 0.02, stage: 'initrd', bytes: 41_000_000, filesServed: 3 };
    case 'stuck':
      return {
        state: 'booting',
        shown: 'stuck',
        progress: 0.01,
        stage: 'kernel',
        diagnosis: stuckWith('STUCK_KERNEL_SILENT', { seconds: 190 }),
      };
    case 'failed':
      return { state: kind, stage: 'packages', problem: 'the installer found no disk' };
    default:
      return { state: kind, stage: kind === 'waiting' ? 'waiting' : null };
  }
}

/**
 * The rack when the technician has his hands full: machines that are held, that queue, that wait for a word of his, that
 * were chosen for by a rule, one that needs a complete lease beside another DHCP server.
 */
export function handsFullState(now: number): FakeState {
  const busy = busyState(now);
  const more: Readonly<Record<number, Partial<MachineView>>> = {
    0: { note: 'goes to rack 5, unit 12', disks: [disk('nvme0n1', 1e12), disk('nvme1n1', 1e12)] },
    4: { skip: true },
    7: { held: true },
    12: {
      diagnosis: { ...named('NOTE_INSTALLER_RESTARTED', { count: 2 }), level: 'note', action: null },
    },
    19: { profile: 'web-node', confirm: true, rule: '1', erases: true, disks: [disk('sda', 480e9)] },
    20: { profile: 'web-node', confirm: true, rule: '1', erases: true },
    21: { profile: 'storage', shown: 'queued', stage: 'queued', ahead: 2, erases: true },
    22: { held: true, shown: 'held' },
    23: {
      shown: 'stuck',
      vendor: 'Intel Corporate',
      diagnosis: { ...named('STUCK_SPLIT_OFFER', {}), level: 'stuck', action: 'rescue' },
    },
  };
  const machines = busy.machines.map((machine, index) => ({ ...machine, ...more[index] }));
  const { serving } = busy.status;
  return {
    ...busy,
    machines,
    status: { ...busy.status, serving: serving && { ...serving, mode: 'proxy-dhcp' } },
    rescue: {
      stuck: [machines[23]?.mac ?? ''],
      allowed: [],
      range: null,
      suggested: '10.77.0.240-10.77.0.249',
    },
    policy: { paused: false, most: 12, confirm: 'once-per-batch', running: 11, waiting: 1 },
  };
}

const disk = (name: string, bytes: number): MachineView['disks'][number] => ({
  name,
  bytes,
  model: 'SAMSUNG MZVL21T0',
  serial: `S676NX0${name}`,
});

/** MAC of the machine with this number of `crowdState`. */
export const crowdMac = (index: number): string =>
  `3c:ec:f0:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;

/** The busy day with so many machines, each like one of the rack. */
export function crowdState(now: number, count: number): FakeState {
  const busy = busyState(now);
  const machines = Array.from({ length: count }, (_, index) => ({
    ...rackMachine(index % RACK.length, now),
    mac: crowdMac(index),
    name: `node-${String(index + 1).padStart(4, '0')}`,
    firstSeen: now - (count - index) * 1000,
  }));
  return { ...busy, machines, events: [] };
}

let lastEvent = 0;

function eventsOf(machine: MachineView): EventView[] {
  const { mac, address, firstSeen, state } = machine;
  let at = firstSeen;
  const event = (kind: EventView['kind'], detail: EventView['detail'] = {}, later = 4000): EventView => {
    at += later;
    lastEvent += 1;
    return { id: lastEvent, at, mac, kind, detail };
  };
  const start = [
    event('discovered', { firmware: machine.firmware }),
    event('offered', { address: address ?? '' }, 20),
    event('acked', { address: address ?? '' }, 600),
    event('loader', { file: '/loaders/snponly.efi', bytes: 301_000, door: 'tftp' }, 400),
  ];
  if (state === 'new') return start;
  const waiting = [...start, event('waiting', {}, 5000)];
  if (state === 'waiting') return waiting;
  const booted = [
    ...waiting,
    event('assigned', { profile: machine.profile ?? '', name: machine.profile ?? '' }, 31_000),
    event('script', { title: 'Debian 13.7', profile: machine.profile ?? '' }, 1500),
    event('kernel', { bytes: 12_100_000 }, 2200),
    event('initrd', { bytes: 41_000_000 }, 4000),
  ];
  if (state === 'booting') return booted;
  const installing = [
    ...booted,
    event('answers', { file: 'preseed.cfg' }, 48_000),
    ...Array.from({ length: 6 }, (_, n) =>
      event('installing', { stage: 'installer', bytes: 53e6 + n * 4e6 }, 9000),
    ),
    ...Array.from({ length: 9 }, (_, n) =>
      event('installing', { stage: 'packages', bytes: 80e6 + n * 8e6 }, 9000),
    ),
  ];
  if (state === 'installing') return installing;
  if (state === 'failed') return [...installing, event('failed', { reason: machine.problem ?? '' }, 8000)];
  return [...installing, event('finished', {}, 90_000), event('local-boot', {}, 40_000)];
}

/** Rights and files are missing, a medium is gone, serving has ended by itself. */
export function failingState(now: number): FakeState {
  const busy = busyState(now);
  const command = 'setcap cap_net_bind_service,cap_net_raw,cap_net_admin+ep /usr/bin/fieldboot';
  return {
    ...busy,
    status: status({
      missing: [
        problem('PORT_FORBIDDEN', { door: 'DHCP', protocol: 'UDP', port: 67, command }),
        problem('NETBOOT_FILES_MISSING', {
          version: '12',
          arch: 'amd64',
          file: 'debian-installer/12/amd64/linux, debian-installer/12/amd64/initrd.gz',
          package: 'debian-installer-12-netboot-amd64',
        }),
      ],
      stopped: problem('INTERFACE_GONE', { name: 'enx00e04c680001' }),
    }),
    interfaces: [
      nic('wlp2s0', { addresses: ['192.168.1.34/24'], wireless: true, defaultRoute: true, speedMbps: 866 }),
    ],
    images: busy.images.map((image, index) => ({ ...image, present: index === 0 })),
    machines: busy.machines.slice(14, 22),
  };
}
