/**
 * Looks over an Agama profile, which is Jsonnet, and so may be JSON: against Agama's published schema, as far as it is
 * written out. What the machine is to evaluate is left to the machine.
 */
import { isPasswordHash } from '../password.ts';
import { AGAMA } from './agama-schema.ts';
import { type Finding, finding } from './finding.ts';
import { field, isFault, type Literal, readJsonnet } from './jsonnet.ts';
import { misfitFinding } from './misfit-finding.ts';
import { misfits } from './shape.ts';

const FORMAT = 'Agama';

/** Agama refuses a profile with a name that its schema does not have. */
const told = misfitFinding(FORMAT, 'error');

export function lintAgama(text: string): Finding[] {
  const read = readJsonnet(text);
  if (isFault(read)) {
    const { line, detail } = read;
    return [finding('error', line, 'LINT_UNREADABLE', { format: 'Jsonnet', detail })];
  }
  return [...misfits(read, AGAMA, '').map(told), ...secrets(read), ...missing(read)];
}

/** A password that no hash is, of the two accounts that a profile makes. */
function secrets(profile: Literal): Finding[] {
  return ['user', 'root'].flatMap((account) => {
    const password = field(field(profile, account), 'password');
    if (password?.kind !== 'scalar' || typeof password.value !== 'string') return [];
    const { value, line } = password;
    const hidden = value === '' || isPasswordHash(value) || /^[!*]/.test(value);
    return hidden ? [] : [finding('warning', line, 'LINT_SECRET_PLAIN', { key: `${account}.password` })];
  });
}

/** What a profile must say: nothing of this can be judged where its outermost object is an expression. */
function missing(profile: Literal): Finding[] {
  if (profile.kind !== 'object' || profile.fields.some(({ name }) => name === null)) return [];
  const lacks = (...names: string[]) => !names.some((name) => field(profile, name) !== undefined);
  return [
    ...(lacks('product') ? [finding('note', null, 'LINT_KEY_MISSING', { key: 'product' })] : []),
    ...(lacks('user', 'root') ? [finding('note', null, 'LINT_KEY_MISSING', { key: 'user or root' })] : []),
    ...(lacks('storage', 'legacyAutoyastStorage')
      ? [finding('warning', null, 'LINT_DISK_UNSAID', { format: FORMAT })]
      : []),
  ];
}
