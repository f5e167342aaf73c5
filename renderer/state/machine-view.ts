/** How a machine is called and shown, decided from the engine's facts. Pure. */
import type { MachineView } from '../../core/api/contract.ts';
import { formatBytes } from '../components/format.ts';

/** The one word for a machine, as the engine has it. */
export type ShownState = MachineView['shown'];

/** In the order of a job; also the order of the filter chips. */
export const SHOWN_STATES = [
  'new',
  'waiting',
  'queued',
  'booting',
  'installing',
  'running',
  'installed',
  'local',
  'held',
  'stuck',
  'failed',
  'gone',
] as const satisfies readonly ShownState[];

/** What people call it: its name, else what it will be called, else its serial, else its MAC. */
export function titleOf(machine: MachineView): string {
  return machine.name ?? (machine.hostname || machine.serial || machine.mac);
}

/** Manufacturer and model without saying the manufacturer twice; null when it told nothing. */
export function modelOf({ manufacturer, product }: MachineView): string | null {
  const maker = (manufacturer ?? '')
    .replace(/,? (Inc\.?|Corporation|Corp\.?|Co\.,? Ltd\.?|Ltd\.?)$/i, '')
    .trim();
  const model = (product ?? '').trim();
  if (maker === '' || model.toLowerCase().startsWith(maker.toLowerCase())) return model || maker || null;
  return model === '' ? maker : `${maker} ${model}`;
}

/** Its model, else whose network card it has; something is said in any case. */
export function makeOf(
  machine: MachineView,
  text: { readonly noModel: string; readonly cardOf: (vendor: string) => string },
): string {
  return modelOf(machine) ?? (machine.vendor === null ? text.noModel : text.cardOf(machine.vendor));
}

/** While one of these, choosing another profile or forgetting it disturbs a running installation. */
export const isUnderWay = ({ state }: MachineView): boolean => state === 'booting' || state === 'installing';

/** Only these show a figure: anywhere else an old one would mislead. */
export function progressOf(machine: MachineView): number | null {
  return isUnderWay(machine) ? machine.progress : null;
}

interface FigureWords {
  readonly left: (minutes: number) => string;
  readonly perSecond: (amount: string) => string;
  readonly before: (machines: number) => string;
  readonly nextBootLocal: string;
  readonly stages: Readonly<Record<string, string>>;
}

/** What is said of it in a few words beside its state, the most wanted first: time left, speed, step; place in the queue. */
export function figuresOf(machine: MachineView, text: FigureWords): readonly string[] {
  const { ahead, skip, secondsLeft, speed, stage, bytes } = machine;
  if (machine.shown === 'queued' && ahead !== null) return [text.before(ahead)];
  if (!isUnderWay(machine)) return skip ? [text.nextBootLocal] : [];
  return [
    ...(secondsLeft === null ? [] : [text.left(Math.max(1, Math.ceil(secondsLeft / 60)))]),
    ...(speed > 0 ? [text.perSecond(formatBytes(speed))] : []),
    ...(stage === null ? [] : [text.stages[stage] ?? stage]),
    ...(speed === 0 && secondsLeft === null && bytes > 0 ? [formatBytes(bytes)] : []),
  ];
}

export type Counts = Readonly<Record<ShownState, number>>;

export function countStates(machines: readonly MachineView[]): Counts {
  const counts = Object.fromEntries(SHOWN_STATES.map((state) => [state, 0])) as Record<ShownState, number>;
  for (const machine of machines) counts[machine.shown] += 1;
  return counts;
}

export interface MachineFilter {
  readonly text: string;
  /** null: every state. */
  readonly state: ShownState | null;
}

/** Every word of the filter must occur somewhere in what is known of the machine. */
export function matches(machine: MachineView, filter: MachineFilter, profileName: string): boolean {
  if (filter.state !== null && machine.shown !== filter.state) return false;
  if (filter.text === '') return true;
  const known = [
    machine.name,
    machine.hostname,
    machine.mac,
    machine.mac.replaceAll(':', ''),
    machine.serial,
    machine.address,
    modelOf(machine),
    machine.vendor,
    machine.note,
    profileName,
  ]
    .join('\n')
    .toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

export const SORT_KEYS = ['seen', 'machine', 'serial', 'address', 'profile', 'state'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export interface Sort {
  readonly key: SortKey;
  readonly up: boolean;
}

/** `seen` keeps the order of appearance, so that no row moves while machines boot. */
export function sortMachines(
  machines: readonly MachineView[],
  { key, up }: Sort,
  profileName: (machine: MachineView) => string,
): MachineView[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const text: Record<Exclude<SortKey, 'seen' | 'state'>, (machine: MachineView) => string> = {
    machine: titleOf,
    serial: ({ serial, mac }) => serial ?? mac,
    address: ({ address }) => address ?? '',
    profile: profileName,
  };
  const order = (a: MachineView, b: MachineView): number => {
    if (key === 'seen') return a.firstSeen - b.firstSeen;
    if (key === 'state') return SHOWN_STATES.indexOf(a.shown) - SHOWN_STATES.indexOf(b.shown);
    return collator.compare(text[key](a), text[key](b));
  };
  const byMac = (a: MachineView, b: MachineView) => (a.mac < b.mac ? -1 : Number(a.mac > b.mac));
  return machines.toSorted((a, b) => (up ? order(a, b) : order(b, a)) || byMac(a, b));
}
