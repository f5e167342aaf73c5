/** What the panel on the right shows: one thing at a time, or nothing. */
import { cell } from './cell.ts';

export type Panel =
  | { readonly kind: 'machine'; readonly mac: string }
  | { readonly kind: 'profile'; readonly id: string }
  | { readonly kind: 'new-profile'; readonly image: string }
  | { readonly kind: 'image'; readonly id: string }
  | { readonly kind: 'browse' }
  | { readonly kind: 'notices' }
  | { readonly kind: 'keys' };

export const panel = cell<Panel | null>(null);

export const openPanel = (next: Panel): void => panel.set(next);
export const closePanel = (): void => panel.set(null);

/** Opens it, or closes it when it is what is open. */
export function togglePanel(next: Panel): void {
  panel.set((now) => (now?.kind === next.kind ? null : next));
}

/** What of a machine is to be written, once its panel is open; null: nothing. */
export const writing = cell<{ readonly mac: string; readonly field: 'name' | 'note' } | null>(null);

/** Opens a machine where its name or note is written. */
export function writeOf(mac: string, field: 'name' | 'note'): void {
  writing.set({ mac, field });
  openPanel({ kind: 'machine', mac });
}
