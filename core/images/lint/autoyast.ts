/**
 * Looks over an AutoYaST profile: is it XML, which sections YaST reads, types that YaST needs, what is missing, plain
 * passwords.
 */
import { SaxesParser } from 'saxes';
import { isPasswordHash } from '../password.ts';
import { typeOf } from './autoyast-types.ts';
import { type Finding, finding } from './finding.ts';
import { nearest } from './nearest.ts';

const FORMAT = 'AutoYaST';

/** Sections of a profile, from SUSE's AutoYaST guide for 12 and 15. */
const SECTIONS = new Set(
  `general report suse_register add-on language keyboard timezone ntp-client networking firewall users groups
  login_settings user_defaults partitioning bootloader software services-manager scripts files ssh_import security
  kdump host proxy printer sound cobbler classes rules ask-list upgrade backup iscsi-client fcoe-client nfs nfs_server
  nis nis_server dhcp-server dns-server http-server ftp-server mail samba-client samba-server squid sshd tftp-server
  configuration_management deploy_image image init kernel runlevel saptune scc suma sysconfig ca_mgm ldap inetd
  high-availability online_update online_update_configuration lan routing dsl isdn modem X11 audit-laf auth-client
  nfs_client sap-inst storage`.split(/\s+/),
);

interface Element {
  readonly name: string;
  readonly line: number;
  text: string;
}

/** `modular`: the product must be named, as on the media of SLE 15. */
export function lintAutoyast(source: string, modular = false): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const path: Element[] = [];
  const parser = new SaxesParser({ position: true });
  parser.on('error', ({ message }) => {
    if (!findings.some(({ problem }) => problem.code === 'LINT_UNREADABLE'))
      findings.push(unreadable(parser.line, message.replace(/^\d+:\d+: /, '')));
  });
  parser.on('opentag', ({ name, attributes }) => {
    const parent = path.at(-1)?.name;
    path.push({ name, line: parser.line, text: '' });
    seen.add(path.map((one) => one.name).join('/'));
    findings.push(...lintOpened(path), ...lintType(name, parent, attributes, parser.line));
  });
  parser.on('text', (text) => {
    const last = path.at(-1);
    if (last) last.text += text;
  });
  parser.on('closetag', () => {
    findings.push(...lintClosed(path));
    path.pop();
  });
  parser.write(source).close();
  const broken = findings.some(({ problem }) => problem.code === 'LINT_UNREADABLE');
  return broken ? findings : [...findings, ...lintMissing(seen, modular)];
}

/** Newer YaST reads the type from `t` and `type` too. */
function lintType(
  element: string,
  parent: string | undefined,
  attributes: Readonly<Record<string, unknown>>,
  line: number,
): Finding[] {
  const type = typeOf(element, parent);
  if (type === null || ['config:type', 'type', 't'].some((name) => attributes[name] === type)) return [];
  return [finding('error', line, 'LINT_TYPE_UNSAID', { element, type })];
}

/** Without these YaST stops and asks, or decides by itself. */
function lintMissing(seen: ReadonlySet<string>, modular: boolean): Finding[] {
  const needed = ['general/mode/confirm', 'users', ...(modular ? ['software/products'] : [])];
  return [
    ...needed
      .filter((key) => !seen.has(`profile/${key}`))
      .map((key) => finding('note', null, 'LINT_KEY_MISSING', { key })),
    ...(seen.has('profile/partitioning')
      ? []
      : [finding('warning', null, 'LINT_DISK_UNSAID', { format: FORMAT })]),
  ];
}

const unreadable = (line: number, detail: string): Finding =>
  finding('error', line, 'LINT_UNREADABLE', { format: 'XML', detail: detail.replace(/\.$/, '') });

function lintOpened(path: readonly Element[]): Finding[] {
  const [root, section] = path;
  if (path.length === 1 && root?.name !== 'profile')
    return [unreadable(root?.line ?? 1, 'the outermost element must be profile')];
  if (path.length !== 2 || section === undefined || SECTIONS.has(section.name)) return [];
  const near = nearest(section.name, SECTIONS) ?? '-';
  return [
    finding('warning', section.line, 'LINT_ELEMENT_UNKNOWN', { element: section.name, format: FORMAT, near }),
  ];
}

/** YaST takes a hash only with <encrypted>; plain text it hashes itself, and everybody on the cable has read it. */
function lintClosed(path: readonly Element[]): Finding[] {
  const last = path.at(-1);
  const text = last?.text.trim() ?? '';
  if (last?.name !== 'user_password' || text === '' || /^[!*]/.test(text) || isPasswordHash(text)) return [];
  return [finding('warning', last.line, 'LINT_SECRET_PLAIN', { key: 'user_password' })];
}
