/** Answer templates (Liquid): rendered without code execution, files or unbounded work. */
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { FieldbootError } from '../errors.ts';
import { hasControl, printable } from '../wire/text.ts';

const LIMITS = { parseLimit: 512 * 1024, renderLimit: 1000, memoryLimit: 4 * 1024 * 1024 };

/** A render of more steps than this is a loop gone wild. */
const TEMPLATE_LIMIT = 100_000;

const liquid = new Liquid({
  ...LIMITS,
  // Settings are optional, so a variable may be absent; a filter that is not there is a typing mistake.
  strictFilters: true,
  strictVariables: false,
  ownPropertyOnly: true,
  // No file of this laptop can be included: includes look into this empty set only.
  templates: {},
  timezoneOffset: 0,
});

liquid.registerFilter('comment', commentText);
liquid.registerFilter('line', oneLine);
liquid.registerFilter('preseed', preseedValue);
liquid.registerFilter('shell', shellWord);
liquid.registerFilter('kickstart', kickstartWord);

/**
 * Renders an answer template. The text ends with one line feed, and line ends are Unix's: installers trip over others.
 * Throws TEMPLATE_INVALID with the line; `profile` is named in the message.
 */
export function renderAnswers(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  profile: string,
): string {
  return `${renderText(template, variables, profile).replaceAll('\r\n', '\n').trimEnd()}\n`;
}

/** The same for a short text, as it is. */
export function renderText(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  profile: string,
): string {
  try {
    return String(liquid.renderSync(parsed(template), variables, { templateLimit: TEMPLATE_LIMIT }));
  } catch (thrown) {
    throw new FieldbootError('TEMPLATE_INVALID', { profile, detail: explain(thrown) }, { cause: thrown });
  }
}

/** Parsed templates by their text: a host name's pattern is rendered for every machine of a list. */
const known = new Map<string, Template[]>();
const MOST_KNOWN = 64;

function parsed(template: string): Template[] {
  const before = known.get(template);
  if (before !== undefined) return before;
  const fresh = liquid.parse(template);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(template, fresh);
  return fresh;
}

function explain(thrown: unknown): string {
  if (LiquidError.is(thrown)) {
    const { message, token } = thrown as { message: string; token?: { getPosition?(): number[] } };
    const [line] = token?.getPosition?.() ?? [];
    const [what = ''] = message.replace(/, line:\d+.*$/s, '').split('\n');
    return line === undefined ? what : `line ${line}: ${what}`;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** A value at the end of a preseed line: the line must end where it ends. */
export function preseedValue(value: unknown): string {
  const text = oneLine(value);
  if (text.endsWith('\\')) throw new Error('a value ends with a backslash, which would join the next line');
  return text;
}

/** One word for a POSIX shell, whatever is in it. */
export function shellWord(value: unknown): string {
  return `'${oneLine(value).replaceAll("'", "'\\''")}'`;
}

/** One word of a kickstart command; anaconda reads them with Python's shlex. */
export function kickstartWord(value: unknown): string {
  return `"${oneLine(value).replace(/["\\]/g, '\\$&')}"`;
}

/** A value in a comment, which must not end before its line does; nobody reads it but people. */
function commentText(value: unknown): string {
  return printable(String(value ?? ''));
}

/** A value that must not end its line; nothing is quoted. */
function oneLine(value: unknown): string {
  const text = String(value ?? '');
  if (hasControl(text)) throw new Error('a value holds a line break or control character');
  return text;
}
