/** Looks over a preseed: owners, types and questions, values, what is missing, plain passwords. */
import { isPasswordHash } from '../password.ts';
import { NUMBERED, QUESTIONS, UNDECLARED } from './debian-questions.ts';
import { type Finding, finding } from './finding.ts';
import { nearest } from './nearest.ts';

interface Answer {
  readonly line: number;
  readonly owner: string;
  readonly question: string;
  readonly type: string;
  readonly value: string;
}

/** Types that debconf knows; `seen` sets a flag instead of an answer. */
const TYPES = new Set([
  'boolean',
  'multiselect',
  'note',
  'password',
  'select',
  'string',
  'text',
  'title',
  'error',
  'seen',
]);

/** The installer sets answers of these by either word. */
const ALIKE = new Set(['string', 'select', 'multiselect']);

/** What a preseed must say, or the installer asks; each with the questions that say it. */
const REQUIRED: readonly (readonly [key: string, questions: RegExp])[] = [
  ['debian-installer/locale', /^debian-installer\/(?:locale|language)$/],
  ['keyboard-configuration/xkb-keymap', /^keyboard-configuration\/(?:xkb-keymap|layoutcode)$|keymap/],
  ['time/zone', /^time\/zone$/],
  [
    'passwd/root-password-crypted',
    /^passwd\/(?:root-password|root-password-crypted|user-password|user-password-crypted)$/,
  ],
  ['partman-auto/method', /^partman-auto\/method$|^partman\/early_command$/],
];

export function lintPreseed(text: string): Finding[] {
  const { answers, findings } = readAnswers(text);
  return [...findings, ...answers.flatMap(lintAnswer), ...missing(answers)];
}

/** Lines as debconf-set-selections joins and splits them; an answer lies where its first line does. */
function readAnswers(text: string): { answers: Answer[]; findings: Finding[] } {
  const answers: Answer[] = [];
  const findings: Finding[] = [];
  let joined = '';
  let start = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^#|^\s*$/.test(raw)) continue;
    if (joined === '') start = index + 1;
    const line = raw.trim();
    joined += `${joined === '' ? '' : ' '}${line.replace(/\s*\\$/, '')}`;
    if (line.endsWith('\\')) continue;
    const answer = readAnswer(joined, start);
    if (typeof answer === 'string')
      findings.push(finding('error', start, 'LINT_LINE_UNREADABLE', { detail: answer }));
    else answers.push(answer);
    joined = '';
  }
  if (joined !== '')
    findings.push(
      finding('error', start, 'LINT_LINE_UNREADABLE', { detail: 'it goes on after the end of the file' }),
    );
  return { answers, findings };
}

function readAnswer(text: string, line: number): Answer | string {
  const [, owner = '', question = '', type = '', value = ''] =
    /^(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/s.exec(text) ?? [];
  if (owner === '') return 'it has fewer than three words';
  return { line, owner, question, type, value };
}

function lintAnswer(answer: Answer): Finding[] {
  const { line, type } = answer;
  if (!TYPES.has(type))
    return [finding('error', line, 'LINT_TYPE_UNKNOWN', { type, near: nearest(type, TYPES) ?? '-' })];
  if (type === 'seen') return [];
  return [...lintQuestion(answer), ...lintValue(answer)];
}

function lintQuestion({ line, owner, question, type }: Answer): Finding[] {
  const expected = QUESTIONS.get(question);
  const installers = owner === 'd-i';
  if (expected === undefined) {
    if (!installers || NUMBERED.test(question) || UNDECLARED.has(question)) return [];
    return [
      finding('note', line, 'LINT_QUESTION_UNKNOWN', {
        question,
        near: nearest(question, QUESTIONS.keys()) ?? '-',
      }),
    ];
  }
  // The keyboard's packages ask the same question in the installed system.
  if (!installers && !question.startsWith(`${owner}/`))
    return [finding('warning', line, 'LINT_OWNER_WRONG', { question, owner })];
  const fits = expected === type || (ALIKE.has(expected) && ALIKE.has(type));
  return fits ? [] : [finding('warning', line, 'LINT_TYPE_WRONG', { question, type, expected })];
}

function lintValue({ line, question, type, value }: Answer): Finding[] {
  if (type === 'boolean' && !['true', 'false'].includes(value))
    return [finding('error', line, 'LINT_VALUE_WRONG', { question, value, allowed: 'true, false' })];
  if (/-crypted$/.test(question) && value !== '' && !/^[!*]/.test(value) && !isPasswordHash(value))
    return [finding('error', line, 'LINT_VALUE_WRONG', { question, value: '…', allowed: '$6$…, *' })];
  const plain = type === 'password' && !/-crypted$/.test(question) && value !== '';
  return plain ? [finding('warning', line, 'LINT_SECRET_PLAIN', { key: question })] : [];
}

function missing(answers: readonly Answer[]): Finding[] {
  return REQUIRED.filter(([, questions]) => !answers.some(({ question }) => questions.test(question))).map(
    ([key]) => finding('note', null, 'LINT_KEY_MISSING', { key }),
  );
}
