/** The words about job sheets in English. */
import type { Outcome } from '../../state/sheet-plan.ts';

const count = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;
const rows = (n: number) => `${n} ${n === 1 ? 'row' : 'rows'}`;

const outcomes: Record<Outcome, string> = {
  'left-out': 'Left out',
  change: 'Changes',
  later: 'When it comes',
  same: 'As it is',
};

export const sheetEn = {
  title: 'Say in a sheet what each machine shall be',
  lead: 'One row for each machine: who it is by MAC or serial, then its name, its address, its profile. Rows whose machine has not come yet wait for it.',
  columns: 'Columns',
  columnsKnown: 'MAC or Serial, Name, Address, Profile, Note. Other headings are variables of the profile.',
  drop: 'Drop a CSV or XLSX file anywhere, or',
  choose: 'Choose a sheet…',
  template: 'No sheet yet? Take one with the machines that are here, and fill it in.',
  templateAs: { xlsx: 'Sheet for Excel (XLSX)', csv: 'Sheet as CSV' },
  reading: 'Looking the sheet over…',
  another: 'Another sheet…',
  putAway: 'Put it away',
  again: 'Look again',
  line: 'Row',
  heads: {
    mac: 'MAC',
    serial: 'Serial',
    name: 'Name',
    address: 'Address',
    profile: 'Profile',
    note: 'Note',
  },
  outcome: 'What happens',
  outcomes,
  all: 'All rows',
  none: 'No row is like that.',
  before: (value: string) => `was ${value}`,
  beforeNone: 'was not set',
  newMachine: 'not here yet',
  table: 'What the sheet would do, row by row',
  more: (n: number) => `Show ${n} more`,
  apply: (n: number) => (n === 0 ? 'Nothing to apply' : `Apply ${rows(n)}`),
  leftOut: (n: number) => `${rows(n)} with conflicts ${n === 1 ? 'is' : 'are'} left out.`,
  askTitle: (n: number) => `${count(n)} ${n === 1 ? 'gets' : 'get'} a profile that erases disks`,
  askAbout:
    'Apply the sheet and confirm each machine later, when you stand before it; or say now that the disks of all of these may be erased.',
  askNever:
    'This laptop is set to install without confirming: their disks are erased at their next network boot.',
  askEach: 'This laptop is set to confirm each machine by itself: they wait for that.',
  askList: 'Machines whose disks would be erased',
  askLater: 'Apply, confirm later',
  askNow: (n: number) => (n === 1 ? 'Apply and erase' : `Apply and erase ${n}`),
  applied: (n: number, later: number) =>
    `${rows(n)} applied.${later === 0 ? '' : ` ${count(later)} will get theirs when they come.`}`,
  undone: 'The sheet was taken back, with its rows that waited for machines to come.',
  waiting: (n: number) => `${rows(n)} ${n === 1 ? 'waits for its machine' : 'wait for their machines'}`,
  drop1: 'Wait no more',
  dropOf: (serial: string) => `Wait no more for ${serial}`,
  dropAll: 'Wait for none of them',
  dropAsk: (n: number) =>
    `${rows(n)} of job sheets ${n === 1 ? 'is' : 'are'} given up; machines that come are then as if no sheet named them.`,
  mayErase: 'confirmed: may be erased when it comes',
  takeBack: 'Take it back',
  toMachines: 'To the machines',
};
