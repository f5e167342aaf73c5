/** The words of the language in use. Every word of the window comes from here. */

import { useCell } from '../state/cell.ts';
import { type Language, language } from '../state/preferences.ts';
import type { Problem, Trouble } from '../state/problem.ts';
import type { ErrorCode, Text } from './en.ts';
import { en } from './en.ts';
import { errorsZhCn } from './errors.zh-CN.ts';
import { whatZhCn } from './what.zh-CN.ts';
import { zhCN } from './zh-CN.ts';

export type { Text } from './en.ts';

const TEXTS: Readonly<Record<Language, Text>> = { en, 'zh-CN': zhCN };

export function useText(): Text {
  return TEXTS[useCell(language)];
}

export interface Said {
  /** Stable code of the catalogue; null for trouble that is not the engine's. */
  readonly code: string | null;
  readonly sentence: string;
  readonly advice: string;
}

/** A problem in the language in use: the engine's own English, or the translation of its code with its values. */
export function sayProblem(problem: Problem, spoken: Language): Said {
  const translated = spoken === 'en' ? undefined : (errorsZhCn as Partial<ErrorTexts>)[problem.code];
  // An engine that is newer than the window may know more codes.
  if (translated === undefined) return problem;
  const { sentence, advice } = translated;
  const { what } = problem.params;
  const params = { ...problem.params, ...(what === undefined ? {} : { what: whatZhCn[what] ?? what }) };
  return { code: problem.code, sentence: fill(sentence, params), advice: fill(advice, params) };
}

export function sayTrouble(trouble: Trouble, spoken: Language): Said {
  if (trouble.kind === 'problem') return sayProblem(trouble.problem, spoken);
  const { gone, other } = TEXTS[spoken].trouble;
  return trouble.kind === 'gone' ? { code: null, ...gone } : { code: null, ...other(trouble.detail) };
}

/** Fills `{name}` places; a place without a value stays, so that a gap is seen. */
function fill(text: string, params: Problem['params']): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

export type ErrorTexts = Readonly<Record<ErrorCode, { readonly sentence: string; readonly advice: string }>>;
