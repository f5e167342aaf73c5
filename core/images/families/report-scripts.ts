/**
 * Pieces of shell with which installers tell the laptop how far they are: for a POSIX shell with curl. Every URL is
 * one of the machine's report URLs.
 */
import { shellWord } from '../answers.ts';
import type { SyslogTarget } from '../family.ts';

/** Tells a stage: `partitioning`. An unreachable laptop does not stop an installation. */
export const tellStage = (report: string, stage: string): string =>
  `curl -s -m 15 -o /dev/null ${shellWord(`${report}/stage/${stage}`)}`;

/** Tells which disks there are: what the snippet choose-disks has looked at. */
export const reportDisks = (report: string): string =>
  `curl -s -m 15 -o /dev/null ${shellWord(`${report}/disks?list=`)}"$(tr '\\n' , < /tmp/fieldboot-seen)"`;

/**
 * Sends what systemd's journal takes down from now on, and the last of what it has, by syslog; for installers whose own
 * arguments know no such thing. It ends with the live system. Empty where nobody listens.
 */
export const sendJournal = (target: SyslogTarget | null | undefined): string =>
  target
    ? `(journalctl -b -f -n 50 -o short | logger --rfc3164 -d -n ${target.host} -P ${target.port} -t installer) < /dev/null > /dev/null 2>&1 &`
    : '';

/** Tells the end, for five minutes: without it the machine would install again at its next boot. */
export const tellFinished = (report: string): string => `\
tries=60
while [ $tries -gt 0 ]; do
  curl -fs -m 15 -o /dev/null ${shellWord(`${report}/finished`)} && break
  tries=$((tries - 1))
  sleep 5
done
`;

/** Tells a failure, in words that need no quoting in a URL but spaces, and brings the logs at these paths. */
export const tellFailure = (report: string, reason: string, logs: readonly string[]): string => `\
${sendLogs(report, logs)}
curl -s -m 15 -o /dev/null ${shellWord(`${report}/failed?reason=${encodeURIComponent(reason)}`)}
`;

/**
 * What was logged, packed; what is not there is passed over. The laptop takes a mebibyte: of more the first is sent,
 * which unpacks as far as it goes.
 */
const sendLogs = (report: string, logs: readonly string[]): string =>
  `tar -czf - ${logs.join(' ')} 2>/dev/null | head -c 1000000 | curl -s -m 60 -o /dev/null -H 'Content-Type: application/gzip' --data-binary @- ${shellWord(`${report}/log`)}`;

/** The same for a machine that has busybox and no curl, as shell functions: `tell PATH`, `finished`, `failed REASON LOG`. */
export const wgetReports = (report: string): Readonly<Record<string, string>> => ({
  reports: `\
tell() { wget -q -T 15 -O /dev/null ${shellWord(`${report}/`)}"$1"; }
finished() {
  tries=60
  while [ $tries -gt 0 ]; do
    tell finished && break
    tries=$((tries - 1))
    sleep 5
  done
}
failed() {
  tail -c 1000000 "$2" > /tmp/fieldboot-log
  wget -q -T 60 -O /dev/null --post-file /tmp/fieldboot-log ${shellWord(`${report}/log`)}
  tell "failed?reason=$(printf %s "$1" | sed 's/ /%20/g')"
  exit 1
}`,
});
