/** Looks over an Ignition configuration, a technician's own above all: against the specification of version 3. */
import { isPasswordHash } from '../password.ts';
import { type Finding, finding } from './finding.ts';
import { IGNITION } from './ignition-schema.ts';
import { field, isFault, type Literal, readJsonnet } from './jsonnet.ts';
import { misfitFinding } from './misfit-finding.ts';
import { misfits } from './shape.ts';

const FORMAT = 'Ignition';

/** Ignition passes over names that it does not know, with a word in the machine's log. */
const told = misfitFinding(FORMAT, 'warning');

export function lintIgnition(text: string): Finding[] {
  // What people write is Butane; what machines read is made of it.
  if (/^\s*variant:/m.test(text))
    return [unreadable(1, 'it is Butane; turn it into Ignition with the program butane first')];
  // JSON is Jsonnet, whose reader knows the lines.
  const read = readJsonnet(text);
  if (isFault(read)) return [unreadable(read.line, read.detail)];
  const json = parsed(text);
  return json === null
    ? [...misfits(read, IGNITION, '').map(told), ...version(read), ...users(read)]
    : [unreadable(null, json)];
}

const unreadable = (line: number | null, detail: string): Finding =>
  finding('error', line, 'LINT_UNREADABLE', { format: 'JSON', detail });

/** Why it is no JSON; null: it is. */
function parsed(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** Version 2 was read by Container Linux, which is no more, and by Flatcar of old. */
function version(config: Literal): Finding[] {
  const said = field(field(config, 'ignition'), 'version');
  if (said?.kind !== 'scalar' || typeof said.value !== 'string' || /^3\.\d+\.\d+/.test(said.value)) return [];
  const detail = 'it must be 3.0.0 or a later one of version 3';
  return [finding('error', said.line, 'LINT_SCHEMA', { path: 'ignition.version', format: FORMAT, detail })];
}

/** Passwords that no hash are; and a system that nobody can enter. */
function users(config: Literal): Finding[] {
  const accounts = field(field(config, 'passwd'), 'users');
  if (accounts?.kind !== 'array' || accounts.items.length === 0)
    return accounts === undefined || accounts.kind === 'array'
      ? [finding('note', null, 'LINT_KEY_MISSING', { key: 'passwd.users' })]
      : [];
  return accounts.items.flatMap((account) => {
    const hash = field(account, 'passwordHash');
    if (hash?.kind !== 'scalar' || typeof hash.value !== 'string') return [];
    const hidden = hash.value === '' || isPasswordHash(hash.value) || /^[!*]/.test(hash.value);
    return hidden ? [] : [finding('warning', hash.line, 'LINT_SECRET_PLAIN', { key: 'passwordHash' })];
  });
}
