/**
 * How a kickstart installation tells the laptop its end and its failure. It stands outside the template, so that a
 * technician's own template has it too: without it the machine would install again at every boot.
 */
import { shellWord } from '../../answers.ts';
import { tellFailure, tellFinished } from '../report-scripts.ts';

/** Why a kickstart installation failed is only on its console and in its logs: anaconda tells `%onerror` nothing. */
const FAILED = 'The installer stopped with an error; see its log.';

/** Where anaconda keeps its logs while it runs (anaconda, program, storage, packaging, dnf), and what crashed. */
const LOGS = ['/tmp/*.log', '/tmp/anaconda-tb-*', '/var/log/anaconda'];

/** Adds what the kickstart lacks of both; `report` is the machine's report URL, `major` the release of EL. */
export function addReports(kickstart: string, report: string, major: number): string {
  const lines = kickstart.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const lacks = (state: string) => !lines.some((line) => line.includes(`${report}/${state}`));
  return [
    kickstart,
    ...(lacks('finished') ? [major > 6 ? finishedScript(report) : oldFinishedScript(report, major)] : []),
    ...(lacks('failed') ? [major > 6 ? failedScript(report) : oldWatchScript(report, major)] : []),
  ].join('\n');
}

/** Scripts run in the order of the file, so this one is the last. */
const finishedScript = (report: string): string => `\
# The last script: from here the machine's next network boot goes to its disk. It is told for five minutes, since
# without it the machine would install again.
%post --nochroot --interpreter=/bin/sh
${tellFinished(report)}%end
`;

/** The systems of old have curl, wget or only Python; sections of EL 5 end where the next one begins. */
const oldFinishedScript = (report: string, major: number): string => `\
# The last script: from here the machine's next network boot goes to its disk.
%post --interpreter=/bin/sh
url=${shellWord(`${report}/finished`)}
tries=60
while [ $tries -gt 0 ]; do
  curl -fs -m 15 -o /dev/null "$url" && break
  wget -q -T 15 -t 1 -O /dev/null "$url" && break
  python -c 'import sys, urllib2; urllib2.urlopen(sys.argv[1])' "$url" && break
  tries=$((tries - 1))
  sleep 5
done
${major === 6 ? '%end\n' : ''}`;

/**
 * Before EL 7 there is no %onerror. anaconda leaves a file when it crashes, which is looked for from the beginning; what
 * it only shows on its console, a package that cannot be fetched above all, is told by nobody.
 */
const oldWatchScript = (report: string, major: number): string => `\
%pre --interpreter=/bin/sh
# When the installer crashes, the laptop gets what it leaves.
watch() {
  while sleep 15; do
    for file in /tmp/anaconda-tb-* /tmp/anacdump.txt; do
      [ -f "$file" ] || continue
      python -c 'import sys, urllib2; urllib2.urlopen(sys.argv[1], open(sys.argv[2]).read(1000000))' ${shellWord(`${report}/log`)} "$file"
      python -c 'import sys, urllib2; urllib2.urlopen(sys.argv[1])' ${shellWord(`${report}/failed?reason=The%20installer%20crashed%3B%20see%20its%20log.`)}
      return
    done
  done
}
watch < /dev/null > /dev/null 2>&1 &
${major === 6 ? '%end\n' : ''}`;

const failedScript = (report: string): string => `\
%onerror --interpreter=/bin/sh
${tellFailure(report, FAILED, LOGS)}%end
`;
