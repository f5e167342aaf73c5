/** The desk: what lies beside the machines (jobs, sheets, rules, reports). Open, it takes the place of the machines. */
import { cell } from './cell.ts';
import { closePanel } from './panel.ts';

export const DESK_TABS = ['job', 'sheet', 'rules', 'report', 'time'] as const;
export type DeskTab = (typeof DESK_TABS)[number];

/** The tab that is open; null: the machines are shown. */
export const desk = cell<DeskTab | null>(null);
/** Which job the desk looks at; null: the current one. */
export const lookedAt = cell<string | null>(null);

/** Opens a tab, for a job where one is named. What was open on the right gives way. */
export function openDesk(tab: DeskTab, job: string | null = lookedAt.get()): void {
  closePanel();
  lookedAt.set(job);
  desk.set(tab);
}

export function closeDesk(): void {
  desk.set(null);
  lookedAt.set(null);
}

/** Opens the desk at the job, or closes it. */
export function toggleDesk(): void {
  if (desk.get() === null) openDesk('job');
  else closeDesk();
}
