/**
 * Syslog lines as installers send them: RFC 5424, RFC 3164, and what BusyBox (no host name) and others make of it. Read
 * leniently: what has no form is a text.
 */
import { printable } from './text.ts';

export interface SyslogLine {
  /** 0 emergency … 3 error, 4 warning, 6 information, 7 debug (RFC 5424, section 6.2.1). */
  readonly severity: number;
  /** Program that said it; null when the line does not tell. */
  readonly program: string | null;
  /** One line, printable, at most MOST characters. */
  readonly text: string;
}

/** Longest text that is kept; RFC 5424 lets every receiver cut what is longer than 480 bytes. */
const MOST = 399;
/** "user.notice", for lines that do not say (RFC 3164, section 4.3.3). */
const NOTICE = 5;

const PRIORITY = /^<(\d{1,3})>/;
/** `1 TIMESTAMP HOST APP PROCID MSGID`, then structured data. */
const RFC5424 = /^1 \S+ \S+ (\S+) \S+ \S+ /;
const STRUCTURED = /^(?:-|(?:\[(?:[^\]\\]|\\.)*\])+) ?/;
/** `Nov 27 10:00:00`. */
const STAMP = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /;
/** `program[123]:`, before it perhaps a host name. */
const TAG = /^(?:([\w.-]+) )?([\w./()-]{1,48})(?:\[\d+\])?: ?/;

/** Reads one datagram; null when there is nothing to read in it. */
export function readSyslog(bytes: Uint8Array): SyslogLine | null {
  const whole = new TextDecoder().decode(bytes.subarray(0, 2048)).replace(/^\uFEFF/, '');
  const priority = PRIORITY.exec(whole);
  const severity = priority === null ? NOTICE : Number(priority[1]) % 8;
  const rest = whole.slice(priority?.[0].length ?? 0);
  const { program, text } = readModern(rest) ?? readOld(rest);
  const shown = printable(text.trim(), MOST);
  return shown === '' ? null : { severity, program: program && printable(program, 48), text: shown };
}

function readModern(rest: string): { program: string | null; text: string } | null {
  const head = RFC5424.exec(rest);
  if (head === null) return null;
  const text = rest
    .slice(head[0].length)
    .replace(STRUCTURED, '')
    .replace(/^\uFEFF/, '');
  return { program: head[1] === '-' ? null : (head[1] ?? null), text };
}

function readOld(rest: string): { program: string | null; text: string } {
  const said = rest.replace(STAMP, '');
  const tag = TAG.exec(said);
  return tag === null
    ? { program: null, text: said }
    : { program: tag[2] ?? null, text: said.slice(tag[0].length) };
}
