import { describe, expect, test } from 'vitest';
import { ERROR_CODES, problem } from '../../core/errors.ts';
import { en } from '../../renderer/text/en.ts';
import { errorsZhCn } from '../../renderer/text/errors.zh-CN.ts';
import { sayProblem } from '../../renderer/text/text.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';

/** Every text with its path; functions count as present. */
function leaves(value: unknown, path: string): string[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, `${path}.${key}`));
}

const places = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

describe('the two languages', () => {
  test('have the same keys, the labels of settings and stages included', () => {
    expect(leaves(zhCN, '')).toEqual(leaves(en, ''));
  });

  test('leave no text empty', () => {
    const empty = (value: unknown): boolean =>
      typeof value === 'string' ? value.trim() === '' : Object.values(value ?? {}).some(empty);
    expect([empty(en), empty(zhCN)]).toEqual([false, false]);
  });
});

describe('the engine’s problems in Chinese', () => {
  test.each(ERROR_CODES)('%s uses the values of the English sentence', (code) => {
    const english = problem(code);
    const { sentence, advice } = errorsZhCn[code];
    expect(places(sentence)).toEqual(places(english.sentence));
    const known = new Set([...places(english.sentence), ...places(english.advice)]);
    expect(places(advice).filter((place) => !known.has(place))).toEqual([]);
  });

  test('are filled with the values that come along', () => {
    const busy = problem('ALREADY_SERVING', { name: 'enp3s0' });
    expect(sayProblem(busy, 'zh-CN').sentence).toBe('Fieldboot 已在 enp3s0 上提供服务。');
    expect(sayProblem(busy, 'en')).toEqual(busy);
  });

  test('name what they are about in Chinese too', () => {
    const twice = problem('SHEET_TWICE', { line: 2, other: 3, what: 'address', value: '10.0.0.1' });
    expect(sayProblem(twice, 'zh-CN').sentence).toBe('第 2 行和第 3 行的 地址 相同：10.0.0.1。');
  });
});
