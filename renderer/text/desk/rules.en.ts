/** The words about rules in English. */
import type { Field } from '../../state/rules.ts';

const count = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

const fields: Record<Field, string> = {
  mac: 'MAC begins with',
  manufacturer: 'Maker',
  product: 'Model',
  serial: 'Serial',
  arch: 'Architecture',
  uuid: 'UUID',
  from: 'Arrived from place',
  to: 'to place',
};

export const rulesEn = {
  title: 'Rules',
  lead: 'A rule chooses the profile of machines that nobody has chosen for. The one that asks most goes first; what you choose yourself counts more than any rule.',
  erasing:
    'A profile that erases disks still asks: what a rule chose waits until you confirm it, unless the rule is armed.',
  erasingNever:
    'This laptop is set to install without confirming: what a rule chooses erases disks at the next network boot.',
  list: 'Rules in the order they are asked',
  empty: 'No rule yet. For example: Maker Dell*, Model *R640 -> web node.',
  fields,
  misses: { ...fields, from: 'place of arrival', to: 'place of arrival' } as Readonly<Record<string, string>>,
  chosenFor: (n: number) => (n === 0 ? 'chose for no machine yet' : `chose for ${count(n)}`),
  asksFirst: 'asks before it erases',
  armedMark: 'armed: erases without asking',
  harmless: 'erases nothing',
  gone: 'its profile is gone: machines wait',
  test: 'Test',
  testOf: (place: number) => `Test rule ${place}`,
  remove: 'Remove',
  removeOf: (place: number) => `Remove rule ${place}`,
  removed: 'Rule removed. Machines keep what it chose for them.',
  undo: 'Undo',
  add: 'New rule',
  patternHint: '* stands for any text, ? for one letter',
  macHint: '52:54:00',
  makerHint: 'Dell*',
  modelHint: '*R640*',
  serialHint: '4F2K*',
  anyArch: 'any',
  archs: {
    x86_64: 'x86, 64-bit',
    arm64: 'ARM, 64-bit',
    bios: 'starts by BIOS',
    'uefi-x64': 'starts by UEFI, 64-bit',
    'uefi-ia32': 'starts by UEFI, 32-bit',
    'uefi-arm64': 'starts by UEFI, ARM',
  },
  profile: 'Profile',
  chooseProfile: 'Choose a profile',
  armed: 'Armed: its machines are erased and installed without being confirmed again',
  addNow: 'Add rule',
  trial: 'Which machines here would match',
  trialOf: (place: number) => `Machines that rule ${place} matches`,
  trialNothing: 'Write what a machine must be; those of this laptop that match are shown here at once.',
  trialNoMachines: 'No machine has been seen yet. The rule will hold for those that come.',
  trialCount: (n: number, all: number) => `${n} of ${count(all)}`,
  standings: {
    gets: 'matches',
    'by-hand': 'matches, but you have chosen for it',
    has: 'matches; it has its profile already',
    before: (place: number) => `matches, but rule ${place} goes first`,
    misses: (field: string) => `not by ${field.toLowerCase()}`,
  },
};
