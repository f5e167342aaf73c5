/** Choices of the person at this laptop, kept by the browser where it allows that. */
import { cell } from './cell.ts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'fieldboot.language';

export const language = cell<Language>(firstLanguage());

export function setLanguage(next: Language): void {
  language.set(next);
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Private windows may keep nothing; the choice then holds until the window closes.
  }
}

/** The one chosen before, else the first the system asks for that we have. */
function firstLanguage(): Language {
  const kept = read();
  if (kept !== null) return kept;
  for (const wanted of globalThis.navigator?.languages ?? []) {
    if (wanted.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (wanted.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

function read(): Language | null {
  try {
    const kept = localStorage.getItem(KEY);
    return LANGUAGES.find((known) => known === kept) ?? null;
  } catch {
    return null;
  }
}
