/**
 * A technician's own autoinstall, with the reports of the end and of a failure that ours has: without the first the
 * machine would install again at every boot.
 */
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import type { BootUrls } from '../../family.ts';

/** Adds what the text does not tell itself. What is no YAML, or no autoinstall, stays as it is: the lint says so. */
export function addReports(userData: string, { own, report }: Pick<BootUrls, 'own' | 'report'>): string {
  const lacks = (script: string, state: string) =>
    !userData.includes(`${own}/${script}`) && !userData.includes(`${report}/${state}`);
  const document = parseDocument(userData);
  if (document.errors.length > 0 || !isMap(document.get('autoinstall'))) return userData;
  const ends = lacks('late.sh', 'finished');
  const fails = lacks('failed.sh', 'failed');
  if (ends) append(document, 'late-commands', runScript(own, 'done.sh'));
  if (fails) append(document, 'error-commands', runScript(own, 'failed.sh'));
  return ends || fails ? document.toString({ lineWidth: 0 }) : userData;
}

/** One command as a line of shell. */
export const runScript = (own: string, name: string): string =>
  `curl -fsS -m 60 -o /run/fieldboot-${name} ${own}/${name} && sh /run/fieldboot-${name}`;

function append(document: Document, list: string, command: string): void {
  const path = ['autoinstall', list];
  if (isSeq(document.getIn(path))) document.addIn(path, command);
  else document.setIn(path, [command]);
}
