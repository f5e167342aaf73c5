/** The words about jobs in English. */
const machines = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

export const jobsEn = {
  /** The button in the bar. */
  button: (name: string) => `Job: ${name}`,
  unnamed: (date: string) => `Job of ${date}`,
  change: 'Change the job',
  desk: 'Job and papers',
  back: 'Back to the machines',
  tabs: { job: 'Jobs', sheet: 'Job sheet', rules: 'Rules', report: 'Report and labels', time: 'Time needed' },
  list: 'Jobs',
  begin: 'New job',
  states: { current: 'Current', open: 'Open', closed: 'Closed' },
  about: {
    current: 'Machines that are seen now belong to it.',
    open: 'It is open, but machines that are seen now belong to another job.',
    closed: (when: string) => `Closed ${when}. It is kept with its report and cannot be changed.`,
  },
  machines,
  noMachines: 'No machine belongs to it yet: the next one that is switched on will.',
  customer: 'Customer',
  site: 'Site',
  siteHint: 'for example rack 4, 2nd floor',
  date: 'Date',
  technician: 'Technician',
  names: 'Names in rack order',
  namesHint: 'The first machine you switch on gets the first name: node-{01..40}, or names with commas.',
  namesLeft: (next: string, left: number) => `Next: ${next}. ${left} left.`,
  save: 'Save',
  saved: 'Job saved.',
  unsaved: 'not saved yet',
  beginTitle: 'New job',
  beginHint:
    'Machines seen from then on belong to it. Those that are here stay with their job; close that one to clear the table.',
  beginNow: 'Begin this job',
  begun: (name: string) => `${name} is the current job.`,
  choose: 'Work on this job',
  chosen: (name: string) => `Machines seen from now on belong to ${name}.`,
  report: 'Report and labels',
  close: 'Close this job',
  closeAsk: (n: number) =>
    n === 0
      ? 'It is archived with its report. You can open it again.'
      : `${machines(n)} leave the table and are archived with it; the report stays. You can open it again.`,
  closeBusy: (n: number) =>
    `${machines(n)} of it ${n === 1 ? 'is' : 'are'} still being installed: how that ends will be missing in the report.`,
  closeNow: 'Close it',
  closeAnyway: 'Close it all the same',
  closed: (name: string) => `${name} is closed and archived.`,
  reopen: 'Open it again',
  reopened: (name: string) => `${name} is open again, with its machines as they were.`,
  closing: 'Making its report…',
  undo: 'Undo',
};
