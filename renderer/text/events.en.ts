/** Events in words: what happened to the machine, seen from the technician. */
import type { EventView } from '../../core/api/contract.ts';

type Detail = EventView['detail'];
export type EventTexts = Readonly<Record<EventView['kind'], (detail: Detail) => string>>;

/** ` 10.77.0.100` after a word; nothing when the fact is not there. */
const after = (value: Detail[string] | undefined, before = ' ') =>
  value === undefined || value === '' ? '' : `${before}${value}`;

/** The last part of a path: the folder is always the same. */
export const baseName = (path: Detail[string] | undefined) =>
  String(path ?? '')
    .split('/')
    .at(-1);

export const eventsEn: EventTexts = {
  discovered: () => 'Seen for the first time',
  offered: ({ address }) => `Offered${after(address)}`,
  acked: ({ address }) => `Got the address${after(address)}`,
  nak: ({ reason }) => `Address refused${after(reason, ': ')}`,
  declined: ({ address }) => `Says that another machine has${after(address) || ' its address'}`,
  released: ({ address }) => `Gave back${after(address) || ' its address'}`,
  ignored: ({ reason }) => `Not answered${after(reason, ': ')}`,
  'pool-exhausted': () => 'No address was left for it',
  loader: ({ file }) => `Fetched its boot loader${after(baseName(file))}`,
  waiting: () => 'Asks what to boot and waits',
  assigned: ({ name, profile }) => `To install${after(name ?? profile)}`,
  unassigned: () => 'No profile any more',
  'loader-silent': ({ file, next }) =>
    `Fetched${after(baseName(file))} and was not heard of again; gets${after(baseName(next))} now`,
  script: ({ title, profile }) => `Got its boot script${after(title ?? profile, ': ')}`,
  kernel: () => 'Fetched the kernel',
  initrd: () => 'Fetched the initial RAM disk',
  answers: ({ file }) => `Fetched its answers${after(baseName(file))}`,
  missed: ({ file, reason }) => `Did not get${after(baseName(file))}${after(reason, ': ')}`,
  running: () => 'Its system runs from the network',
  installing: ({ stage }) => `Fetching${after(stage) || ' its parts'}`,
  reported: ({ stage }) => `Installer says${after(stage, ': ')}`,
  log: ({ file }) => `Installer brought its log${after(file, ': ')}`,
  finished: () => 'Installer says it is done',
  'local-boot': () => 'Sent to its own disk',
  failed: ({ reason }) => `Failed${after(reason, ': ')}`,
  changed: ({ name }) => (name === undefined ? 'Changed here' : `Named${after(name) || ' no longer'}`),
  serving: () => 'Serving started',
  stopped: () => 'Serving stopped',
  'dhcp-gone': ({ server, address }) => `The DHCP server has fallen silent${after(server ?? address, ': ')}`,
  'other-dhcp': ({ server, address }) => `Another DHCP server answers${after(server ?? address, ': ')}`,
  verified: ({ image, state, reason }) => `${image} checked: ${reason ?? state}`,
  copied: ({ image, reason }) =>
    reason ? `${image} was not copied: ${reason}` : `${image} copied into the library`,
  probed: ({ file }) => `Asked for the size of${after(baseName(file))}`,
  queued: ({ reason }) => `Waits for its turn${after(reason, ': ')}`,
  held: () => 'Held here',
  'released-hold': () => 'Let go on',
  confirmed: ({ name, profile }) => `Its disks may be erased${after(name ?? profile, ': ')}`,
  syslog: ({ program, text }) => `Installer’s log${after(program)}${after(text, ': ')}`,
  inventory: () => 'Taken down in the inventory',
  woken: () => 'Sent a wake-up packet',
  diagnosed: ({ sentence }) => `${sentence ?? ''}` || 'Goes on',
  link: ({ state }) => {
    if (state === 'address-set-again') return 'The interface lost its address; it was set again';
    return state === 'up' ? 'The interface has a link again' : 'The interface has no link';
  },
  paused: () => 'New installations are held back',
  resumed: () => 'New installations go on',
};
