import { readFileSync } from 'node:fs';
import { renderAnswers } from '../../../core/images/answers.ts';
import type { Family, InstallContext } from '../../../core/images/family.ts';
import { SNIPPETS } from './templates.ts';

/** One of a family's answer files for one machine, from the family's own template, or from `own`. */
export function rendered(family: Family, context: InstallContext, name: string, own?: string): string {
  const files = family.answers(context.image, 'install');
  const file = files.find((one) => one.name === name);
  if (file === undefined) throw new Error(`no answer file ${name} among ${files.map((one) => one.name)}`);
  const template = own ?? readFileSync(`resources/answers/${file.template}`, 'utf8');
  const text = renderAnswers(template, { ...context, ...family.variables(context) }, 'Web node', SNIPPETS);
  return file === files[0] ? (family.finishAnswers?.(text, context) ?? text) : text;
}
