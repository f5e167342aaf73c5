/**
 * Looks over Ubuntu's user-data (cloud-config with `autoinstall:`): is it YAML, and as subiquity's published reference
 * wants it. Keys that are not known are passed over by the installer in silence, so they are named.
 */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isPasswordHash } from '../password.ts';
import { type Finding, finding } from './finding.ts';
import { nearest } from './nearest.ts';

const FORMAT = 'autoinstall';

const commands = z.array(z.union([z.string(), z.array(z.string())]));
const anything = z.record(z.string(), z.unknown());
const text = z.string();

/** Sections of subiquity's autoinstall reference; what is free form there is free form here. */
const AUTOINSTALL = z.object({
  version: z.literal(1),
  'interactive-sections': z.array(text).optional(),
  'early-commands': commands.optional(),
  locale: text.nullable().optional(),
  'refresh-installer': z.object({ update: z.boolean(), channel: text }).partial().optional(),
  keyboard: z
    .object({ layout: text, variant: text.optional(), toggle: text.nullable().optional() })
    .optional(),
  source: z.object({ search_drivers: z.boolean(), id: text }).partial().optional(),
  network: z.unknown().optional(),
  proxy: text.nullable().optional(),
  apt: anything.optional(),
  storage: z
    .object({
      layout: anything,
      config: z.array(anything),
      swap: anything,
      grub: anything,
      version: z.number(),
    })
    .partial()
    .optional(),
  identity: z
    .object({
      realname: text.optional(),
      username: text,
      hostname: text,
      password: text,
      groups: z.unknown(),
    })
    .partial({ realname: true, groups: true })
    .optional(),
  'active-directory': anything.optional(),
  'ubuntu-pro': z.object({ token: text }).partial().optional(),
  ssh: z
    .object({ 'install-server': z.boolean(), 'authorized-keys': z.array(text), 'allow-pw': z.boolean() })
    .partial()
    .optional(),
  codecs: z.object({ install: z.boolean() }).partial().optional(),
  drivers: z.object({ install: z.boolean() }).partial().optional(),
  oem: anything.optional(),
  snaps: z
    .array(z.object({ name: text, channel: text.optional(), classic: z.boolean().optional() }))
    .nullable()
    .optional(),
  'debconf-selections': text.optional(),
  packages: z.array(z.unknown()).optional(),
  kernel: z.object({ package: text, flavor: text }).partial().optional(),
  'kernel-crash-dumps': anything.optional(),
  timezone: text.nullable().optional(),
  updates: z.enum(['security', 'all']).optional(),
  shutdown: z.enum(['reboot', 'poweroff']).optional(),
  'late-commands': commands.optional(),
  'error-commands': commands.optional(),
  reporting: z.record(z.string(), anything).optional(),
  'user-data': anything.optional(),
  zdevs: z.array(anything).optional(),
});

export function lintAutoinstall(source: string): Finding[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) return [unreadable(lines.linePos(broken.pos[0]).line, broken.message)];
  const lineOf = (path: readonly PropertyKey[]) => lineAt(document, lines, path);
  const head = source.startsWith('#cloud-config') ? [] : [headMissing()];
  try {
    return [...head, ...lintDocument(document.toJS({ maxAliasCount: MOST_ALIASES }), lineOf)];
  } catch (thrown) {
    return [unreadable(null, (thrown as Error).message)];
  }
}

/** Aliases of aliases make gigabytes of a few lines; nobody needs many. */
const MOST_ALIASES = 100;

function lintDocument(value: unknown, lineOf: LineOf): Finding[] {
  const inner = (value as { autoinstall?: unknown } | null)?.autoinstall;
  if (inner === undefined) return [finding('error', null, 'LINT_KEY_MISSING', { key: 'autoinstall' })];
  return [...lintSchema(inner, lineOf), ...lintSecrets(inner, lineOf)];
}

function unreadable(line: number | null, message: string): Finding {
  const [first = ''] = message.split('\n');
  const detail = first.replace(/ at line \d+, column \d+:?$/, '');
  return finding('error', line, 'LINT_UNREADABLE', { format: 'YAML', detail });
}

const headMissing = (): Finding =>
  finding('error', 1, 'LINT_UNREADABLE', {
    format: 'cloud-config',
    detail: 'its first line must be #cloud-config',
  });

type LineOf = (path: readonly PropertyKey[]) => number | null;

/** Line of the innermost part of a path that is there. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    const at = node?.range?.[0];
    if (at !== undefined) return lines.linePos(at).line;
  }
  return null;
}

function lintSchema(value: unknown, lineOf: LineOf): Finding[] {
  const checked = AUTOINSTALL.safeParse(value);
  const wrong = checked.success ? [] : checked.error.issues;
  const known = Object.keys(AUTOINSTALL.shape);
  const strangers = Object.keys((value ?? {}) as object).filter((key) => !known.includes(key));
  return [
    ...wrong.map(({ path, message }) =>
      finding('error', lineOf(['autoinstall', ...path]), 'LINT_SCHEMA', {
        path: ['autoinstall', ...path].join('.'),
        format: FORMAT,
        detail: message,
      }),
    ),
    ...strangers.map((element) =>
      finding('warning', lineOf(['autoinstall', element]), 'LINT_ELEMENT_UNKNOWN', {
        element,
        format: FORMAT,
        near: nearest(element, known) ?? '-',
      }),
    ),
  ];
}

/** subiquity takes identity.password as a hash; plain text there is a system that nobody can enter. */
function lintSecrets(value: unknown, lineOf: LineOf): Finding[] {
  const password = (value as { identity?: { password?: unknown } } | null)?.identity?.password;
  if (typeof password !== 'string' || /^[!*]/.test(password) || isPasswordHash(password)) return [];
  return [
    finding('error', lineOf(['autoinstall', 'identity', 'password']), 'LINT_SECRET_PLAIN', {
      key: 'identity.password',
    }),
  ];
}
