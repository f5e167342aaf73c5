/** What is told of a value that is not as a format's schema has it. */
import { type Finding, finding } from './finding.ts';
import { nearest } from './nearest.ts';
import type { Misfit } from './shape.ts';

/** `unknown`: how bad a name is that the schema does not have. */
export function misfitFinding(format: string, unknown: 'error' | 'warning'): (misfit: Misfit) => Finding {
  return (misfit) => {
    const { line, path } = misfit;
    if (misfit.kind === 'wrong')
      return finding('error', line, 'LINT_SCHEMA', { path, format, detail: misfit.detail });
    if (misfit.kind === 'missing') return finding('error', line, 'LINT_KEY_MISSING', { key: path });
    const near = nearest(misfit.name, misfit.known) ?? '-';
    return finding(unknown, line, 'LINT_ELEMENT_UNKNOWN', { element: path, format, near });
  };
}
