import { expect, test } from 'vitest';
import { readLab, readVitest, summary } from './results.ts';

const assertion = (fullName: string, status: string, ...failureMessages: string[]) => ({
  fullName,
  status,
  failureMessages,
});
const report = (success: boolean, ...testResults: object[]) => JSON.stringify({ success, testResults });
const file = (status: string, assertionResults: object[], message = '') => ({
  name: '/x/test/wire/a.test.ts',
  status,
  message,
  assertionResults,
});

test('every test of a vitest run is one result', () => {
  const json = report(
    false,
    file('failed', [
      assertion('adds', 'passed'),
      assertion('divides', 'failed', 'by zero'),
      assertion('waits', 'pending'),
    ]),
  );
  expect(readVitest(json)).toEqual([
    { name: 'wire/a.test.ts: adds', outcome: 'passed', detail: '' },
    { name: 'wire/a.test.ts: divides', outcome: 'failed', detail: 'by zero' },
    { name: 'wire/a.test.ts: waits', outcome: 'skipped', detail: '' },
  ]);
});

test('a file that cannot be loaded is a failure', () => {
  const results = readVitest(report(false, file('failed', [], 'SyntaxError')));
  expect(results).toEqual([{ name: 'wire/a.test.ts', outcome: 'failed', detail: 'SyntaxError' }]);
});

test('a run that fails outside every test is a failure', () => {
  expect(summary(readVitest(report(false, file('passed', [assertion('adds', 'passed')]))))).toBe(
    '1 passed, 1 failed, 0 skipped',
  );
});

test('result lines of the lab are told from what it says beside them', () => {
  const line = (result: string, detail?: string) =>
    JSON.stringify({ lab: 'quick', test: 'boots', result, seconds: 1, ...(detail ? { detail } : {}) });
  const output = ['starting', line('passed'), '{"lab": broken', line('failed', 'no answer')].join('\n');
  expect(readLab(output)).toEqual([
    { name: 'boots', outcome: 'passed', detail: '' },
    { name: 'boots', outcome: 'failed', detail: 'no answer' },
  ]);
});
