/** Looks over an AutoYaST profile: is it XML, which sections YaST reads, plain passwords. */
import { SaxesParser } from 'saxes';
import { isPasswordHash } from '../password.ts';
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

export function lintAutoyast(source: string): Finding[] {
  const findings: Finding[] = [];
  const path: Element[] = [];
  const parser = new SaxesParser({ position: true });
  parser.on('error', ({ message }) => {
    if (!findings.some(({ problem }) => problem.code === 'LINT_UNREADABLE'))
      findings.push(unreadable(parser.line, message.replace(/^\d+:\d+: /, '')));
  });
  parser.on('opentag', ({ name }) => {
    path.push({ name, line: parser.line, text: '' });
    findings.push(...lintOpened(path));
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
  return findings;
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
