/** The words about the time that machines need over the cable, in English. */
const count = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

export const timeEn = {
  title: 'How long will it take?',
  lead: 'From what the last installations of a profile fetched and how long they took, and from the speed of the cable.',
  profile: 'Profile',
  machines: 'Machines',
  link: 'Cable',
  linkNow: (speed: string | null) => (speed === null ? 'as it serves' : `as it serves: ${speed}`),
  span: (hours: number, minutes: number) =>
    hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes).padStart(2, '0')}`,
  answer: (machines: number, together: string, batch: number, inBatches: string) =>
    `${count(machines)}, about ${together}, in batches of ${batch}: ${inBatches}`,
  answerAtOnce: (machines: number, together: string) =>
    `${count(machines)}, about ${together}, all at the same time`,
  together: 'All at once',
  inBatches: (batch: number) => `${batch} at a time`,
  fetches: (bytes: string) =>
    `One machine fetches ${bytes}. More of them than keep the cable busy only wait for one another; fewer are done sooner, one batch after the other.`,
  limit: (n: number) => `Install ${n} at a time`,
  limitOff: 'No limit',
  limitNow: (most: number | null, running: number, waiting: number) =>
    `The queue now: ${most === null ? 'as many as there are' : `${most} at a time`}; ${running} installing, ${waiting} waiting.`,
  limitSet: (n: number) => `${count(n)} at a time from now on.`,
  limitGone: 'No limit from now on.',
  undo: 'Undo',
  unknown: 'Nobody knows yet',
  unknownWhy:
    'This profile was never installed to its end on this laptop. Install one machine: then its bytes and its time are known, and the answer stands here.',
  noLink: 'The speed of the cable is not known. Start serving, or choose the speed above.',
  noProfile: 'There is no profile that installs anything yet. Drop an ISO and make one.',
};
