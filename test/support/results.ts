/** Results of the parts of `npm test`, in one shape, however each part reports them. */

import { parseResult } from '../lab/report.ts';

export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty when it passed. */
  readonly detail: string;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface VitestReport {
  readonly success?: boolean;
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
      readonly meta?: { readonly skipped?: string };
    }[];
  }[];
}

/**
 * Reads vitest's JSON report. A file that could not be loaded counts as one failure, and so does a run that failed
 * although no test in it did (an error outside every test).
 */
export function readVitest(json: string): TestResult[] {
  const report = JSON.parse(json) as VitestReport;
  const results = (report.testResults ?? []).flatMap((file) => {
    const tests = file.assertionResults.map((test) => ({
      name: `${shortName(file.name)}: ${test.fullName}`,
      outcome: outcomeOf(test.status),
      detail: (test.failureMessages ?? []).join('\n'),
    }));
    const brokenFile = file.status === 'failed' && !tests.some((test) => test.outcome === 'failed');
    return brokenFile ? [...tests, failed(shortName(file.name), file.message ?? 'the file failed')] : tests;
  });
  const unexplained = report.success === false && !results.some((result) => result.outcome === 'failed');
  return unexplained ? [...results, failed('vitest', 'an error outside every test; see above')] : results;
}

function outcomeOf(status: string): TestResult['outcome'] {
  if (status === 'passed') return 'passed';
  return status === 'failed' ? 'failed' : 'skipped';
}

const shortName = (file: string) => file.replace(/^.*\/test\//, '');

const failed = (name: string, detail: string): TestResult => ({ name, outcome: 'failed', detail });

/** Reads the result lines of a lab run. */
export function readLab(output: string): TestResult[] {
  return output.split('\n').flatMap((line) => {
    const result = parseResult(line);
    return result ? [{ name: result.test, outcome: result.result, detail: result.detail ?? '' }] : [];
  });
}

/** `12 passed, 0 failed, 3 skipped`. */
export function summary(results: readonly TestResult[]): string {
  const count = (outcome: TestResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
