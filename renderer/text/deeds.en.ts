/** The words for what is done with machines, in English: its names, what was done, what was taken back. */
import type { PlainDeed } from '../state/doing.ts';

const count = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

const did: Record<PlainDeed, (n: number) => string> = {
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
    did,
    kinds,
    assigned: (n: number, profile: string) => `${count(n)} will get ${profile}.`,
    undo: 'Undo',
    undone: (what: string, n: number) => `Taken back: ${what}, ${count(n)}.`,
  },
};
