/**
 * How a kickstart installation tells the laptop its end and its failure. It stands outside the template, so that a
 * technician's own template has it too: without it the machine would install again at every boot.
 */
import { shellWord } from '../../answers.ts';

/** Why a kickstart installation failed is only on its console: anaconda tells `%onerror` nothing. */
const FAILED = 'failed?reason=The%20installer%20stopped%20with%20an%20error%3B%20see%20its%20console.';

/** Adds what the kickstart lacks of both; `report` is the machine's report URL. */
export function addReports(kickstart: string, report: string): string {
  const lines = kickstart.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const lacks = (state: string) => !lines.some((line) => line.includes(`${report}/${state}`));
  return [
    kickstart,
    ...(lacks('finished') ? [finishedScript(report)] : []),
    ...(lacks('failed') ? [failedScript(report)] : []),
  ].join('\n');
}

/** Scripts run in the order of the file, so this one is the last. */
const finishedScript = (report: string): string => `\
# The last script: from here the machine's next network boot goes to its disk. It is told for five minutes, since
# without it the machine would install again.
%post --nochroot --interpreter=/bin/sh
tries=60
while [ $tries -gt 0 ]; do
  curl -fs -m 15 -o /dev/null ${shellWord(`${report}/finished`)} && break
  tries=$((tries - 1))
  sleep 5
done
%end
`;

const failedScript = (report: string): string => `\
%onerror --interpreter=/bin/sh
curl -s -m 15 -o /dev/null ${shellWord(`${report}/${FAILED}`)}
%end
`;
