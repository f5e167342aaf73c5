/** Looks over a kickstart: commands and options by version, sections, what is missing, plain passwords. */
import { isPasswordHash } from '../password.ts';
import { type Finding, finding } from './finding.ts';
import { COMMANDS, SECTIONS } from './kickstart-commands.ts';
import { nearest } from './nearest.ts';
import { shellWords } from './shell-words.ts';

export interface KickstartVersion {
  /** Release of EL whose kickstart it speaks; Fedora's is the newest. */
  readonly el: number;
  /** For people: `EL 9`, `Fedora 42`. */
  readonly title: string;
}

interface Command {
  readonly line: number;
  readonly words: readonly string[];
}

/** What a kickstart must say, or the installer asks; each with the commands that say it. */
const REQUIRED: readonly (readonly [key: string, commands: readonly string[]])[] = [
  ['lang', ['lang']],
  ['keyboard', ['keyboard']],
  ['timezone', ['timezone']],
  ['rootpw', ['rootpw']],
  ['part or autopart', ['part', 'partition', 'autopart', 'logvol', 'mount', 'ostreecontainer']],
  ['bootloader', ['bootloader']],
];

export function lintKickstart(text: string, version: KickstartVersion): Finding[] {
  const { commands, findings, included } = readSections(text, version);
  return [
    ...findings,
    ...commands.flatMap((command) => lintCommand(command, version)),
    ...missing(commands, included),
  ];
}

interface Read {
  readonly commands: readonly Command[];
  readonly findings: readonly Finding[];
  /** It takes in files that exist on the machine alone. */
  readonly included: boolean;
}

function readSections(text: string, { el }: KickstartVersion): Read {
  const commands: Command[] = [];
  const findings: Finding[] = [];
  let open: { name: string; line: number } | null = null;
  let included = false;
  const close = () => {
    // The installer of EL 5 knows no %end: a section ends where the next begins.
    if (open !== null && el >= 6)
      findings.push(finding('error', open.line, 'LINT_SECTION_OPEN', { section: open.name }));
    open = null;
  };
  for (const [index, line] of text.split('\n').entries()) {
    const [word = ''] = line.trim().split(/\s+/);
    if (word === '%end') open = null;
    else if (word === '%include') included = true;
    else if (
      /^%[a-z]/.test(line) &&
      !/^%(?:ksappend|include)\b/.test(line) &&
      (open === null || SECTIONS.has(word))
    ) {
      close();
      open = { name: word, line: index + 1 };
      if (!SECTIONS.has(word))
        findings.push(
          finding('error', index + 1, 'LINT_SECTION_UNKNOWN', {
            section: word,
            near: near(word, SECTIONS.keys()),
          }),
        );
    } else if (open === null && word !== '' && !word.startsWith('#') && !word.startsWith('%')) {
      const words = shellWords(line.trim());
      if (words === null) findings.push(finding('error', index + 1, 'LINT_QUOTE_OPEN'));
      else commands.push({ line: index + 1, words });
    }
  }
  close();
  return { commands, findings, included };
}

function lintCommand({ line, words: [word = '', ...rest] }: Command, version: KickstartVersion): Finding[] {
  const entry = COMMANDS.get(word);
  const { title, el } = version;
  if (entry === undefined || el < entry.from)
    return [
      finding('error', line, 'LINT_COMMAND_UNKNOWN', { word, version: title, near: near(word, known(el)) }),
    ];
  if (el > entry.until)
    return [finding('warning', line, 'LINT_COMMAND_GONE', { word, version: title, instead: entry.instead })];
  const options = rest.filter((one) => /^--[a-zA-Z]/.test(one)).map((one) => one.replace(/=.*$/s, ''));
  const wrong = options.filter((option) => !knows(entry.options, option, el));
  return [
    ...wrong.map((option) =>
      finding('error', line, 'LINT_OPTION_UNKNOWN', {
        option,
        word,
        version: title,
        near: near(option, entry.options?.keys() ?? []),
      }),
    ),
    ...plainSecret(word, rest, line),
  ];
}

type Options = ReadonlyMap<string, readonly [from: number, until: number]>;

function knows(options: Options | null, option: string, el: number): boolean {
  if (options === null) return true;
  const [from, until] = options.get(option) ?? [Number.POSITIVE_INFINITY, 0];
  return el >= from && el <= until;
}

const known = (el: number): string[] =>
  [...COMMANDS].filter(([, { from, until }]) => el >= from && el <= until).map(([name]) => name);

const near = (word: string, among: Iterable<string>): string => nearest(word, among) ?? '-';

/** rootpw and user take plain text unless they are told that it is a hash. */
function plainSecret(word: string, rest: readonly string[], line: number): Finding[] {
  const value = secretOf(word, rest);
  if (value === '' || value === '*' || isPasswordHash(value) || rest.includes('--lock')) return [];
  return [finding('warning', line, 'LINT_SECRET_PLAIN', { key: word })];
}

function secretOf(word: string, rest: readonly string[]): string {
  if (word === 'rootpw' || word === 'sshpw') return rest.find((one) => !one.startsWith('--')) ?? '';
  const option = ['user', 'vnc', 'rdp'].includes(word)
    ? rest.find((one) => one.startsWith('--password='))
    : undefined;
  return option?.slice('--password='.length) ?? '';
}

/** A file that is taken in on the machine may say anything, partitions above all. */
function missing(commands: readonly Command[], included: boolean): Finding[] {
  const said = new Set(commands.map(({ words: [word] }) => word));
  return REQUIRED.filter(
    ([key, names]) => !names.some((name) => said.has(name)) && !(included && /part|boot/.test(key)),
  ).map(([key]) => finding('note', null, 'LINT_KEY_MISSING', { key }));
}
