/** Where the engine is and how well it is reached. The token never stays in the address bar. */
import { desktop } from '../desktop.ts';
import { cell } from './cell.ts';

export interface Connection {
  /** Origin of the engine; empty: this page's own. */
  readonly base: string;
  readonly token: string;
}

/** `refused`: the engine answers but does not take the token. */
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

const KEY = 'fieldboot.token';

export const connection = cell<Connection>({ base: '', token: '' });
export const link = cell<Link>('connecting');

/** Finds the engine; called at the start and before every new attempt, since a restarted engine has a new token. */
export async function findEngine(): Promise<void> {
  if (desktop === undefined) {
    connection.set({ base: '', token: takeToken() });
    return;
  }
  const { url, token } = await desktop.connection();
  const origin = new URL(url).origin;
  connection.set({ base: origin === window.location.origin ? '' : origin, token });
}

/** The token of `#token=…`, moved out of sight, or the one of this tab. */
function takeToken(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(KEY) ?? '';
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', window.location.pathname + window.location.search);
  return given;
}

/** An address with a new token, opened in this tab, is a new start. */
export function watchAddress(): void {
  window.addEventListener('hashchange', () => {
    if (window.location.hash.startsWith('#token=')) window.location.reload();
  });
}
