/** Answer templates and their snippets (Liquid): rendered without code execution, files or unbounded work. */
import { Context, Liquid, LiquidError, type Template } from 'liquidjs';
import { FieldbootError } from '../errors.ts';
import { hasControl, printable } from '../wire/text.ts';

/**
 * The time (ms) is the last of the limits: a busy laptop may take a second for an honest template, and steps and memory
 * end a wild one long before.
 */
const LIMITS = { parseLimit: 512 * 1024, renderLimit: 20_000, memoryLimit: 4 * 1024 * 1024 };

/** A render of more steps than this is a loop gone wild: it is ended after some 50 ms. Our longest template takes 500. */
const MOST_STEPS = 100_000;

/** Named pieces that a template may take in with `{% render "name", ... %}`: name to template text. */
export type Snippets = Readonly<Record<string, string>>;

const NO_SNIPPETS: Snippets = {};

/** What renders with one set of snippets, and the templates it has parsed by their text. */
interface Engine {
  readonly liquid: Liquid;
  /** A host name's pattern is rendered for every machine of a list. */
  readonly known: Map<string, Template[]>;
}

const MOST_KNOWN = 64;

const engines = new WeakMap<Snippets, Engine>();

function engineFor(snippets: Snippets): Engine {
  const made = engines.get(snippets) ?? { liquid: newLiquid(snippets), known: new Map() };
  engines.set(snippets, made);
  return made;
}

function parsed({ liquid, known }: Engine, template: string): Template[] {
  const before = known.get(template);
  if (before !== undefined) return before;
  const fresh = liquid.parse(template);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(template, fresh);
  return fresh;
}

function newLiquid(snippets: Snippets): Liquid {
  const liquid = new Liquid({
    ...LIMITS,
    // Settings are optional, so a variable may be absent; a filter that is not there is a typing mistake.
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    // No file of this laptop can be included: includes look into this closed set only.
    templates: { ...snippets },
    timezoneOffset: 0,
  });
  for (const [name, filter] of Object.entries(FILTERS)) liquid.registerFilter(name, filter);
  return liquid;
}

const FILTERS = {
  comment: commentText,
  line: oneLine,
  preseed: preseedValue,
  shell: shellWord,
  shell_lines: shellLines,
  kickstart: kickstartWord,
};

/**
 * Renders an answer template. The text ends with one line feed, and line ends are Unix's: installers trip over others.
 * Throws TEMPLATE_INVALID with the line; `profile` is named in the message.
 */
export function renderAnswers(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  profile: string,
  snippets: Snippets = NO_SNIPPETS,
): string {
  return `${renderText(template, variables, profile, snippets).replaceAll('\r\n', '\n').trimEnd()}\n`;
}

/** The same for a short text, as it is. */
export function renderText(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  profile: string,
  snippets: Snippets = NO_SNIPPETS,
): string {
  try {
    const engine = engineFor(snippets);
    return String(engine.liquid.renderSync(parsed(engine, template), bounded(engine.liquid, variables)));
  } catch (thrown) {
    throw new FieldbootError('TEMPLATE_INVALID', { profile, detail: explain(thrown) }, { cause: thrown });
  }
}

/** The variables, in a render that counts its steps: the library asks after the time at each of them, and counts none. */
function bounded(liquid: Liquid, variables: Readonly<Record<string, unknown>>): Context {
  const context = new Context(variables, liquid.options, { sync: true }, { liquid });
  const { renderLimit } = context;
  const checkTime = renderLimit.check.bind(renderLimit);
  let steps = 0;
  renderLimit.check = (now) => {
    steps += 1;
    if (steps > MOST_STEPS) throw new Error(`more than ${MOST_STEPS} steps`);
    checkTime(now);
  };
  return context;
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

/**
 * A text of several lines as words for `printf '%s\\n'`, one on a line, each but the last with a backslash: so a script
 * stands in a preseed line and in a kickstart section, and nothing in it can end either. Empty lines at both ends go.
 */
export function shellLines(value: unknown): string {
  const lines = String(value ?? '')
    .replace(/^\s*\n|\s+$/g, '')
    .split('\n');
  return lines.map((line) => shellWord(line.replaceAll('\t', '  '))).join(' \\\n    ');
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
