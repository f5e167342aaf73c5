/** What the pretended engine answers to each call, and how its memory changes. */
import { basename } from 'node:path';
import type {
  Changed,
  ImageView,
  Input,
  MachineView,
  PreviewView,
  RouteName,
  ServeRequest,
  UndoneView,
} from '../../core/api/contract.ts';
import { FieldbootError, problem } from '../../core/errors.ts';
import { difference } from '../../core/images/lint/difference.ts';
import { answerAtDesk } from './fake-desk.ts';
import { debianImage, type FakeState, fakeProfile } from './fake-scenarios.ts';

type Tell = (what: Changed['what']) => void;

/** The answer, not yet checked; throws what the real engine would. */
export function answer(
  name: RouteName,
  input: Record<string, unknown>,
  state: FakeState,
  tell: Tell,
): unknown {
  switch (name) {
    case 'status':
      return state.status;
    case 'interfaces':
      return state.interfaces;
    case 'preflight':
      return state.preflight(String(input.interface));
    case 'images':
      return state.images;
    case 'profiles':
      return state.profiles;
    case 'machines':
      return state.machines;
    case 'leases':
    case 'testRules':
      return [];
    case 'policy':
      return state.policy;
    case 'bundleText':
      return { 'summary.txt': `${machineOf(state, String(input.mac)).mac}\n`, 'syslog.txt': '\n' };
    case 'bundle':
      return {
        name: `fieldboot-${String(input.mac).replaceAll(':', '-')}.zip`,
        type: 'application/zip',
        encoding: 'base64',
        content: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==',
      };
    case 'done':
      return state.done.map(({ view }) => view);
    case 'rescue':
      return state.rescue;
    case 'events':
      return state.events.filter(({ mac }) => input.mac === undefined || mac === input.mac);
    case 'folder':
      return folder(input as Input<'folder'>);
    case 'answers':
      return { name: 'preseed.cfg', text: ANSWERS, hostname: 'node-07' };
    case 'preview':
      return preview(input as Input<'preview'>);
    case 'serve':
      return serve(state, input as unknown as ServeRequest, tell);
    case 'stop':
      return stop(state, tell);
    default:
      return answerAtDesk(name, input, state, tell) ?? change(name, input, state, tell);
  }
}

function change(name: RouteName, input: Record<string, unknown>, state: FakeState, tell: Tell): unknown {
  const id = String(input.id ?? '');
  switch (name) {
    case 'inspect':
    case 'importImage':
      return importInto(state, String(input.path), 426_770_432, tell, String(input.path));
    case 'removeImage':
      state.images = state.images.filter((image) => image.id !== id);
      tell('images');
      return {};
    case 'joinImages':
      state.images = state.images.map((image) =>
        image.id === id ? { ...image, joined: input.images as string[] } : image,
      );
      tell('images');
      return state.images.find((image) => image.id === id);
    case 'verifyImage':
    case 'cancelVerification':
    case 'copyImage':
    case 'cancelCopy':
      return state.images.find((image) => image.id === id);
    case 'createProfile':
      return createProfile(state, input as Input<'createProfile'>, tell);
    case 'changeProfile':
      return changeProfile(state, input as Input<'changeProfile'>, tell);
    case 'removeProfile':
      state.profiles = state.profiles.filter((profile) => profile.id !== id);
      tell('profiles');
      return {};
    case 'undo':
      return undo(state, input as Input<'undo'>, tell);
    case 'changePolicy':
      return changePolicy(state, input as Input<'changePolicy'>, tell);
    case 'allowRescue':
    case 'endRescue':
      return changeRescue(state, String(input.mac), name === 'allowRescue', tell);
    default:
      return changeMachine(name, input, state, tell);
  }
}

function changeMachine(
  name: RouteName,
  input: Record<string, unknown>,
  state: FakeState,
  tell: Tell,
): unknown {
  const macs = (input.macs as string[] | undefined) ?? [String(input.mac)];
  const found = macs.map((mac) => machineOf(state, mac));
  keep(state, name, found);
  const gone = name === 'forgetMachine' || name === 'forgetAll';
  const next = found.map((machine) => (gone ? machine : { ...machine, ...changeOf(name, input, machine) }));
  const by = new Map(next.map((machine) => [machine.mac, machine]));
  state.machines = gone
    ? state.machines.filter(({ mac }) => !by.has(mac))
    : state.machines.map((machine) => by.get(machine.mac) ?? machine);
  tell('machines');
  if (gone || name === 'wake') return {};
  return input.macs === undefined ? next[0] : next;
}

function machineOf(state: FakeState, mac: string): MachineView {
  const found = state.machines.find((machine) => machine.mac === mac);
  if (found === undefined) throw new FieldbootError('NOT_FOUND', { what: 'machine', id: mac });
  return found;
}

/** What a call makes of one machine. */
function changeOf(
  name: RouteName,
  input: Record<string, unknown>,
  { state, shown }: MachineView,
): Partial<MachineView> {
  const now = Date.now();
  const booting = { state: 'booting', shown: 'booting', since: now, progress: null } as const;
  switch (name) {
    case 'changeMachine':
      return {
        ...(input.name === undefined ? {} : { name: input.name as string | null }),
        ...(input.reserved === undefined ? {} : { reserved: input.reserved as string | null }),
        ...(input.note === undefined ? {} : { note: input.note as string | null }),
      };
    case 'assign':
    case 'assignAll': {
      const profile = String(input.profile);
      if (input.confirmed === false && !isBuiltin(profile)) return { profile, confirm: true };
      return { profile, problem: null, diagnosis: null, ...(state === 'new' ? {} : booting) };
    }
    case 'unassign':
    case 'unassignAll':
      return { profile: null, state: 'waiting', shown: 'waiting', since: now, progress: null };
    case 'reinstall':
    case 'reinstallAll':
      return booting;
    case 'confirm':
      return { ...booting, confirm: false };
    case 'hold':
      return { held: true, shown: state === 'installing' ? shown : 'held' };
    case 'release':
      return { held: false, shown: state };
    case 'skip':
      return { skip: true };
    default:
      return {};
  }
}

const isBuiltin = (profile: string): boolean => ['local-disk', 'inventory'].includes(profile);

/** Kinds of actions as the engine keeps them, by the call that does them. */
const KINDS: Partial<Record<RouteName, string>> = {
  assign: 'assign',
  assignAll: 'assign',
  unassign: 'unassign',
  unassignAll: 'unassign',
  reinstall: 'reinstall',
  reinstallAll: 'reinstall',
  changeMachine: 'change',
  confirm: 'confirm',
  hold: 'hold',
  release: 'release',
  skip: 'skip',
  forgetMachine: 'forget',
  forgetAll: 'forget',
};

function keep(state: FakeState, name: RouteName, before: readonly MachineView[]): void {
  const kind = KINDS[name];
  if (kind === undefined) return;
  const view = {
    id: String(state.done.length + 1),
    at: Date.now(),
    kind,
    macs: before.map(({ mac }) => mac),
  };
  state.done.unshift({ view, before });
}

/** Machines are as before; one that was forgotten is there again. */
function undo(state: FakeState, { id }: Input<'undo'>, tell: Tell): UndoneView {
  const done = state.done.find(({ view }) => id === undefined || view.id === id);
  if (done === undefined) throw new FieldbootError('UNDO_IMPOSSIBLE', { detail: 'nothing was done yet' });
  state.done = state.done.filter((one) => one !== done);
  const before = new Map(done.before.map((machine) => [machine.mac, machine]));
  const known = new Set(state.machines.map(({ mac }) => mac));
  state.machines = [
    ...state.machines.map((machine) => before.get(machine.mac) ?? machine),
    ...done.before.filter(({ mac }) => !known.has(mac)),
  ];
  tell('machines');
  return { done: done.view, restored: done.view.macs, kept: [] };
}

function changePolicy(state: FakeState, input: Input<'changePolicy'>, tell: Tell) {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  state.policy = { ...state.policy, ...Object.fromEntries(given) };
  tell('status');
  return state.policy;
}

function changeRescue(state: FakeState, mac: string, allow: boolean, tell: Tell) {
  const without = (macs: readonly string[]) => macs.filter((one) => one !== mac);
  const { stuck, allowed, range, suggested } = state.rescue;
  state.rescue = {
    stuck: without(stuck),
    allowed: allow ? [...without(allowed), mac] : without(allowed),
    range: range ?? suggested,
    suggested,
  };
  tell('status');
  return state.rescue;
}

function serve(state: FakeState, request: ServeRequest, tell: Tell) {
  const chosen = state.interfaces.find(({ name }) => name === request.interface);
  const cidr = chosen?.addresses[0] ?? request.address;
  if (chosen === undefined || cidr === undefined)
    throw new FieldbootError('INTERFACE_NO_ADDRESS', { name: request.interface });
  const [address = '', prefix = '24'] = cidr.split('/');
  const network = address.slice(0, address.lastIndexOf('.') + 1);
  const [first = `${network}100`, last = `${network}199`] = request.range?.split('-') ?? [];
  state.status = {
    ...state.status,
    stopped: null,
    leases: { used: 0, size: 100 },
    serving: {
      interface: chosen.name,
      address,
      prefix: Number(prefix),
      range: { first, last },
      httpPort: 80,
      mode: 'full-dhcp',
      since: Date.now(),
      addressSetByUs: chosen.addresses.length === 0,
      defaultProfile: request.defaultProfile ?? null,
    },
  };
  tell('status');
  return state.status;
}

function stop(state: FakeState, tell: Tell) {
  state.status = { ...state.status, serving: null, leases: null, bytesServed: 0 };
  tell('status');
  return state.status;
}

/** Any name will do but one: `broken.iso` is no medium. */
export function importInto(
  state: FakeState,
  name: string,
  bytes: number,
  tell: Tell,
  path?: string,
): ImageView {
  const file = path ?? `/home/tech/.local/share/fieldboot/library/${name}`;
  if (file.includes('broken'))
    throw new FieldbootError('MEDIUM_NOT_ISO', {
      path: file,
      detail: 'there is no ISO 9660 volume at block 16',
    });
  const id = `${basename(file, '.iso')}`.toLowerCase();
  const image = { ...debianImage(Date.now()), id, bytes, path: file, importedAt: Date.now() };
  state.images = [...state.images.filter((known) => known.id !== id), image];
  tell('images');
  return image;
}

function createProfile(state: FakeState, { name, image, settings }: Input<'createProfile'>, tell: Tell) {
  if (state.profiles.some((profile) => profile.name === name))
    throw new FieldbootError('NAME_TAKEN', { what: 'profile', name });
  const id = name.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  const made = fakeProfile(id, name, image, settings ?? {});
  state.profiles = [...state.profiles, made];
  tell('profiles');
  return made;
}

function changeProfile(state: FakeState, input: Input<'changeProfile'>, tell: Tell) {
  const found = state.profiles.find(({ id }) => id === input.id);
  if (found === undefined) throw new FieldbootError('NOT_FOUND', { what: 'profile', id: input.id });
  const hashed = Object.entries(input.settings ?? {}).map(([key, value]) =>
    key.endsWith('_password') ? [`${key}_hash`, value === '' ? '' : '$6$fake'] : [key, value],
  );
  const merged = { ...found.settings, ...(Object.fromEntries(hashed) as Record<string, string>) };
  const settings = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
  const next = { ...found, name: input.name ?? found.name, settings, answers: input.answers ?? null };
  state.profiles = state.profiles.map((profile) => (profile === found ? next : profile));
  tell('profiles');
  return next;
}

/** A file with one mistake in it, as the real engine would find it in the technician's own. */
function preview({ answers }: Input<'preview'>): PreviewView {
  const text = (answers ?? ANSWERS).replaceAll('{{ hostname }}', 'node-07');
  const template =
    answers ?? ANSWERS.replace('hostname string node-07', 'hostname string {{ hostname | preseed }}');
  const wrong = text.split('\n').findIndex((line) => line.includes('bolean'));
  const found = problem('LINT_TYPE_UNKNOWN', { type: 'bolean', near: 'boolean' });
  const findings =
    wrong < 0
      ? []
      : [{ line: wrong + 1, level: 'error' as const, problem: { ...found, params: { ...found.params } } }];
  const file = { name: 'preseed.cfg', text, findings, difference: difference(template, text) };
  const start = { possible: true, way: null, needsMiB: null, hasMiB: null, because: '' };
  return { hostname: 'node-07', start, findings: [], files: [file], problem: null };
}

function folder({ path = '/home/tech' }: Input<'folder'>) {
  if (path.includes('missing')) throw new FieldbootError('FILE_MISSING', { path });
  const entry = (name: string, directory: boolean, bytes = 0) => ({
    name,
    path: `${path}/${name}`,
    directory,
    bytes,
  });
  const parent = path === '/' ? null : path.slice(0, path.lastIndexOf('/')) || '/';
  if (!path.endsWith('/iso'))
    return { path, parent, entries: [entry('iso', true), entry('Documents', true)] };
  const isos = [entry('debian-13.7.0-amd64-DVD-1.iso', false, 426_770_432), entry('broken.iso', false, 1200)];
  return { path, parent, entries: isos };
}

const ANSWERS = `# Answers for node-07, made by Fieldboot from the profile "web node"
d-i debian-installer/locale string en_US.UTF-8
d-i keyboard-configuration/xkb-keymap select us
d-i netcfg/get_hostname string node-07
d-i mirror/country string manual
d-i mirror/http/hostname string 10.77.0.1
d-i mirror/http/directory string /images/debian-13.7-amd64/tree
d-i time/zone string Asia/Shanghai
d-i partman-auto/disk string /dev/sda
d-i partman-auto/method string regular
d-i passwd/root-password-crypted password $6$…
d-i pkgsel/include string openssh-server nginx
d-i finish-install/reboot_in_progress note
`;
