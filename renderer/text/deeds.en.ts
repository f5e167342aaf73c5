/** The words for what is done with machines, in English: its names, what was done, what was taken back. */
import type { PlainDeed } from '../state/doing.ts';
import type { Deed } from '../state/machine-deeds.ts';

const count = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

/** Names on buttons and in menus. */
const labels: Record<Deed, string> = {
  confirm: 'Confirm…',
  reinstall: 'Install again',
  hold: 'Hold',
  release: 'Let go on',
  skip: 'Own disk once',
  wake: 'Wake up',
  unassign: 'Let it wait',
  forget: 'Forget',
};

const hints: Record<Deed, string> = {
  confirm: 'Its disks may be erased; you are asked with model, serial and disks.',
  reinstall: 'At its next network boot',
  hold: 'It boots nothing until you let it go; what installs is not disturbed.',
  release: 'It may boot again.',
  skip: 'Its next network boot ends at its own disk.',
  wake: 'Sends a Wake-on-LAN packet',
  unassign: 'Takes its profile away',
  forget: 'Fieldboot forgets it, its profile and address; it appears again when it boots.',
};

const did: Record<PlainDeed | 'reinstall', (n: number) => string> = {
  unassign: (n) => `${count(n)} will wait.`,
  reinstall: (n) =>
    n === 1
      ? 'It installs at its next network boot. Switch it off and on.'
      : `${count(n)} will install at their next network boot. Switch them off and on.`,
  confirm: (n) => `${count(n)} may be erased and installed.`,
  hold: (n) => `${count(n)} held: nothing is booted until you let go.`,
  release: (n) => `${count(n)} let go.`,
  skip: (n) => `The next network boot of ${count(n)} ends at its own disk, once.`,
  wake: (n) => `A wake-up packet was sent to ${count(n)}.`,
  forget: (n) => `${count(n)} forgotten, with what happened there.`,
};

/** Kinds of actions as the engine keeps them. */
const kinds: Readonly<Record<string, string>> = {
  assign: 'profile chosen',
  unassign: 'profile taken away',
  reinstall: 'install again',
  local: 'own disk',
  change: 'change of a machine',
  hold: 'held',
  release: 'let go',
  skip: 'own disk once',
  confirm: 'confirmed',
  forget: 'forgotten',
  sheet: 'job sheet',
  'close-job': 'job closed',
};

export const deedsEn = {
  deeds: {
    labels,
    hints,
    some: (label: string, n: number) => `${label} (${n})`,
    more: 'More',
    moreOf: (name: string) => `What to do with ${name}`,
    did,
    kinds,
    assigned: (n: number, profile: string) => `${count(n)} will get ${profile}.`,
    undo: 'Undo',
    undone: (what: string, n: number) => `Taken back: ${what}, ${count(n)}.`,
  },
};
