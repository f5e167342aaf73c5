/**
 * Looks over an Agama profile, which is JSON or Jsonnet. Jsonnet is evaluated on the machine; here only what stands at
 * the outermost level is looked at, and JSON is read whole.
 */
import { isPasswordHash } from '../password.ts';
import { type Finding, finding } from './finding.ts';
import { nearest } from './nearest.ts';

const FORMAT = 'Agama';

/** Sections of Agama's published profile schema (profile.schema.json). */
const SECTIONS = new Set(
  `bootloader dasd files hostname iscsi l10n legacyAutoyastStorage localization network product questions root scripts
  security software storage user zfcp`.split(/\s+/),
);

export function lintAgama(text: string): Finding[] {
  const json = text.trimStart().startsWith('{');
  const lines = text.split('\n');
  return [
    ...(json ? lintJson(text) : []),
    ...lines.flatMap((line, index) => lintLine(line, index + 1)),
    ...(lines.some((line) => /^\s{0,4}"?product"?\s*:/.test(line)) ? [] : [missing('product')]),
  ];
}

const missing = (key: string): Finding => finding('note', null, 'LINT_KEY_MISSING', { key });

function lintJson(text: string): Finding[] {
  try {
    JSON.parse(text);
    return [];
  } catch (thrown) {
    const { message } = thrown as SyntaxError;
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const line = text.slice(0, at).split('\n').length;
    return [
      finding('error', line, 'LINT_UNREADABLE', {
        format: 'JSON',
        detail: message.replace(/ \(line.*$/, ''),
      }),
    ];
  }
}

function lintLine(line: string, number: number): Finding[] {
  const [, element] = /^ {2}"?(\w+)"?\s*:(?!:)/.exec(line) ?? [];
  const stranger = element !== undefined && !SECTIONS.has(element);
  const [, secret] = /"?password"?\s*:\s*["']([^"']+)["']/.exec(line) ?? [];
  const plain = secret !== undefined && !isPasswordHash(secret) && !/^[!*]/.test(secret);
  return [
    ...(stranger
      ? [
          finding('warning', number, 'LINT_ELEMENT_UNKNOWN', {
            element,
            format: FORMAT,
            near: nearest(element, SECTIONS) ?? '-',
          }),
        ]
      : []),
    ...(plain ? [finding('warning', number, 'LINT_SECRET_PLAIN', { key: 'password' })] : []),
  ];
}
