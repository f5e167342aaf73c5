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

const source = z.object({ uri: text, arches: z.array(text).optional() }).loose();

/**
 * Sections of subiquity's published schema and of its reference, which has those that came later. What is free form
 * there is free form here; where the schema allows no other names, neither does this.
 */
const AUTOINSTALL = z.object({
  version: z.literal(1),
  'interactive-sections': z.array(text).optional(),
  'early-commands': commands.optional(),
  locale: text.nullable().optional(),
  'refresh-installer': z.strictObject({ update: z.boolean(), channel: text }).partial().optional(),
  keyboard: z
    .strictObject({ layout: text, variant: text.optional(), toggle: text.nullable().optional() })
    .optional(),
  source: z.looseObject({ search_drivers: z.boolean(), id: text }).partial().optional(),
  network: z
    .union([
      z.looseObject({ version: z.literal(2) }),
      z.looseObject({ network: z.looseObject({ version: z.literal(2) }) }),
    ])
    .nullable()
    .optional(),
  proxy: z
    .union([z.url(), z.literal('')])
    .nullable()
    .optional(),
  apt: z
    .looseObject({
      preserve_sources_list: z.boolean(),
      primary: z.array(source),
      'mirror-selection': z.looseObject({ primary: z.array(z.union([text, source])) }),
      fallback: z.enum(['abort', 'continue-anyway', 'offline-install']),
      geoip: z.boolean(),
      sources: anything,
      disable_components: z.array(text),
      disable_suites: z.array(text),
    })
    .partial()
    .optional(),
  storage: z
    .looseObject({
      layout: z.looseObject({ name: z.enum(['lvm', 'direct', 'zfs', 'hybrid', 'reset']) }),
      config: z.array(z.looseObject({ type: text, id: text })),
      swap: anything,
      grub: anything,
      version: z.number(),
    })
    .partial()
    .optional(),
  identity: z
    .strictObject({
      realname: text.optional(),
      username: text,
      hostname: text,
      password: text,
      groups: z.unknown().optional(),
    })
    .optional(),
  'active-directory': anything.optional(),
  'ubuntu-pro': z.strictObject({ token: text }).partial().optional(),
  ssh: z
    .looseObject({ 'install-server': z.boolean(), 'authorized-keys': z.array(text), 'allow-pw': z.boolean() })
    .partial()
    .optional(),
  codecs: z.looseObject({ install: z.boolean() }).partial().optional(),
  drivers: z.looseObject({ install: z.boolean() }).partial().optional(),
  oem: anything.optional(),
  snaps: z
    .array(z.strictObject({ name: text, channel: text.optional(), classic: z.boolean().optional() }))
    .nullable()
    .optional(),
  'debconf-selections': text.optional(),
  packages: z.array(text).optional(),
  kernel: z.looseObject({ package: text, flavor: text }).partial().optional(),
  'kernel-crash-dumps': anything.optional(),
  timezone: text.nullable().optional(),
  updates: z.enum(['security', 'all']).optional(),
  shutdown: z.enum(['reboot', 'poweroff']).optional(),
  'late-commands': commands.optional(),
  'error-commands': commands.optional(),
  reporting: z.record(z.string(), z.looseObject({ type: text })).optional(),
  'user-data': anything.optional(),
  zdevs: z.array(anything).optional(),
});

/** Names of the sections that allow no others. */
const STRICT: Readonly<Record<string, readonly string[]>> = {
  'refresh-installer': ['update', 'channel'],
  keyboard: ['layout', 'variant', 'toggle'],
  identity: ['realname', 'username', 'hostname', 'password', 'groups'],
  'ubuntu-pro': ['token'],
  snaps: ['name', 'channel', 'classic'],
};

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
  return [...lintSchema(inner, lineOf), ...lintSecrets(inner, lineOf), ...lintMissing(inner)];
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
    ...wrong.flatMap((issue) => lintIssue(issue, lineOf)),
    ...strangers.map((element) =>
      finding('warning', lineOf(['autoinstall', element]), 'LINT_ELEMENT_UNKNOWN', {
        element,
        format: FORMAT,
        near: nearest(element, known) ?? '-',
      }),
    ),
  ];
}

function lintIssue(issue: z.core.$ZodIssue, lineOf: LineOf): Finding[] {
  const path = ['autoinstall', ...issue.path];
  const line = lineOf(path);
  if (issue.code !== 'unrecognized_keys')
    return [
      finding('error', line, 'LINT_SCHEMA', { path: path.join('.'), format: FORMAT, detail: issue.message }),
    ];
  const known = STRICT[String(issue.path[0])] ?? [];
  return issue.keys.map((element) =>
    finding('error', lineOf([...path, element]), 'LINT_ELEMENT_UNKNOWN', {
      element: [...path, element].join('.'),
      format: FORMAT,
      near: nearest(element, known) ?? '-',
    }),
  );
}

/** subiquity takes identity.password as a hash; plain text there is a system that nobody can enter. */
function lintSecrets(value: unknown, lineOf: LineOf): Finding[] {
  const inner = value as { identity?: { password?: unknown }; 'user-data'?: { users?: unknown } } | null;
  const password = inner?.identity?.password;
  const users = inner?.['user-data']?.users;
  const plain = typeof password === 'string' && !/^[!*]/.test(password) && !isPasswordHash(password);
  return [
    ...(plain
      ? [
          finding('error', lineOf(['autoinstall', 'identity', 'password']), 'LINT_SECRET_PLAIN', {
            key: 'identity.password',
          }),
        ]
      : []),
    ...(Array.isArray(users) ? users : []).flatMap((user: unknown, index) =>
      typeof user === 'object' && user !== null && 'plain_text_passwd' in user
        ? [
            finding('warning', lineOf(['autoinstall', 'user-data', 'users', index]), 'LINT_SECRET_PLAIN', {
              key: 'user-data.users.plain_text_passwd',
            }),
          ]
        : [],
    ),
  ];
}

/** Without an account the installer stops; without a disk it takes the largest. What it shall ask for is left to it. */
function lintMissing(value: unknown): Finding[] {
  const inner = (value ?? {}) as Readonly<Record<string, unknown>>;
  const sections = inner['interactive-sections'];
  const asked = (name: string) =>
    Array.isArray(sections) && (sections.includes(name) || sections.includes('*'));
  const nobody = inner.identity === undefined && inner['user-data'] === undefined && !asked('identity');
  return [
    ...(nobody ? [finding('error', null, 'LINT_KEY_MISSING', { key: 'autoinstall.identity' })] : []),
    ...(inner.storage === undefined && !asked('storage')
      ? [finding('warning', null, 'LINT_DISK_UNSAID', { format: FORMAT })]
      : []),
  ];
}
