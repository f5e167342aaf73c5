import { describe, expect, test } from 'vitest';
import { problem } from '../../core/errors.ts';
import { createLineCutter, readLastProblem, readReadyLine } from '../../electron/engine-words.ts';

const READY = { ready: true, control: 'http://127.0.0.1:8066', token: 'a'.repeat(32), startedMs: 12 };

test('the ready line gives address and token', () => {
  expect(readReadyLine(JSON.stringify(READY))).toEqual({
    url: 'http://127.0.0.1:8066',
    token: READY.token,
  });
});

test.each([
  ['text', 'listening'],
  ['another JSON line', '{"ready":false}'],
  ['an address that is not this laptop', JSON.stringify({ ...READY, control: 'http://10.0.0.1:8066' })],
  ['a name that begins like this laptop', JSON.stringify({ ...READY, control: 'http://127.0.0.1.evil:80' })],
  ['an address with a path', JSON.stringify({ ...READY, control: 'http://127.0.0.1:80/x' })],
  ['a token that is too short', JSON.stringify({ ...READY, token: 'abc' })],
])('%s is not the ready line', (_what, line) => {
  expect(readReadyLine(line)).toBeNull();
});

describe('why the engine ended', () => {
  test('is the last problem it told', () => {
    const lines = [problem('NOT_SERVING'), problem('DATA_UNUSABLE', { path: '/d', detail: 'full' })];
    expect(readLastProblem([...lines.map((one) => JSON.stringify(one)), 'after'], 1)).toEqual(lines[1]);
  });

  test('is its last words when it told no problem', () => {
    expect(readLastProblem(['Error: no addon', '    at here', ''], 7)).toEqual(
      problem('INTERNAL', { detail: 'the engine ended with code 7: at here' }),
    );
  });

  test('is its code when it said nothing', () => {
    expect(readLastProblem([], 9).sentence).toContain('code 9: it said nothing');
  });
});

test('lines are whole however the pieces come, and a line without end does not grow for ever', () => {
  const heard: string[] = [];
  const cut = createLineCutter((line) => heard.push(line));
  for (const piece of ['one', '\ntw', 'o\r\nthree', '\n']) cut(piece);
  for (let i = 0; i < 10; i++) cut('x'.repeat(50_000));
  cut('\n');
  expect(heard.slice(0, 3)).toEqual(['one', 'two', 'three']);
  expect(heard[3]?.length).toBeLessThan(120_000);
});
