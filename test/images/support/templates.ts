/** Our own answer templates, rendered for made-up media of every version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAnswers, renderText, type Snippets } from '../../../core/images/answers.ts';
import { debian } from '../../../core/images/families/debian/debian.ts';
import { redhat } from '../../../core/images/families/redhat/redhat.ts';
import type { Family, InstallContext } from '../../../core/images/family.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { readSnippets } from '../../../core/service/snippets.ts';
import { contextFor, detectedBy } from './context.ts';
import { fakeTree } from './fake-tree.ts';

const FOLDER = 'resources/answers';

export const SNIPPETS: Snippets = readSnippets([join(FOLDER, 'snippets')]);

/** What one machine gets from a template of its own, or from the family's. */
export function rendered(family: Family, context: InstallContext, own?: string): string {
  const [file] = family.answers(context.image, 'install');
  const template = own ?? readFileSync(join(FOLDER, file?.template ?? ''), 'utf8');
  const variables = { ...context, ...family.variables(context) };
  const text = renderAnswers(template, variables, context.profile.name, SNIPPETS);
  return family.finishAnswers?.(text, context) ?? text;
}

export const DEBIANS = { 10: 'buster', 11: 'bullseye', 12: 'bookworm', 13: 'trixie' } as const;

/** A machine that installs a full Debian medium. */
export async function debianContext(
  release: keyof typeof DEBIANS,
  settings: Settings = {},
): Promise<InstallContext> {
  const codename = DEBIANS[release];
  const tree = fakeTree({
    '.disk/info': `Debian GNU/Linux ${release}.1.0 "${codename}" - Official amd64 DVD Binary-1 20250101-00:00`,
    [`dists/${codename}/Release`]: `Origin: Debian\nCodename: ${codename}\nVersion: ${release}.1\nSHA256:\n`,
    'install.amd/vmlinuz': 'kernel',
    'install.amd/initrd.gz': 'initrd',
    'pool/main/o/openssh/openssh-server_1_amd64.deb': 'deb',
    'pool/main/l/linux-signed-amd64/ext4-modules-6.1.0-1-amd64-di_6.1-1_amd64.udeb': 'udeb',
  });
  return contextFor(debian, await detectedBy(debian, tree), settings);
}

export const preseed = async (settings: Settings = {}, release: keyof typeof DEBIANS = 13): Promise<string> =>
  rendered(debian, await debianContext(release, settings));

/** Kickstart's versions, as pykickstart names them, with the medium that each comes on. */
export const KICKSTARTS = {
  RHEL5: ['Red Hat Enterprise Linux', '5.11'],
  RHEL6: ['CentOS', '6.10'],
  RHEL7: ['CentOS', '7.9'],
  RHEL8: ['Rocky Linux', '8.10'],
  RHEL9: ['Rocky Linux', '9.4'],
  RHEL10: ['AlmaLinux', '10.0'],
  F42: ['Fedora', '42'],
} as const;

/** A machine that installs a full medium of Red Hat's family. */
export async function redhatContext(
  version: keyof typeof KICKSTARTS,
  settings: Settings = {},
): Promise<InstallContext> {
  const [name, release] = KICKSTARTS[version];
  const images = '[images-x86_64]\nkernel = images/pxeboot/vmlinuz\ninitrd = images/pxeboot/initrd.img\n';
  const modular = Number.parseInt(release, 10) >= 8 && version !== 'F42';
  const tree = fakeTree({
    '.treeinfo': `[general]\nfamily = ${name}\nversion = ${release}\narch = x86_64\n\n${images}`,
    'images/pxeboot/vmlinuz': 'kernel',
    'images/pxeboot/initrd.img': 'initrd',
    'images/install.img': 'stage2',
    ...(modular
      ? { 'BaseOS/repodata/repomd.xml': 'xml', 'AppStream/repodata/repomd.xml': 'xml' }
      : { 'repodata/repomd.xml': 'xml' }),
  });
  return contextFor(redhat, await detectedBy(redhat, tree), settings);
}

export const kickstart = async (
  settings: Settings = {},
  version: keyof typeof KICKSTARTS = 'RHEL9',
): Promise<string> => rendered(redhat, await redhatContext(version, settings));

/** One of our snippets alone. */
export const snippet = (name: string, variables: Readonly<Record<string, unknown>>): string =>
  renderText(
    `{% render "${name}"${Object.keys(variables)
      .map((key) => `, ${key}: ${key}`)
      .join('')} %}`,
    variables,
    name,
    SNIPPETS,
  );

/** Text of a kickstart's section: between `%name` and its end, or the next section where there is no `%end`. */
export function section(text: string, name: string): string {
  const pattern = `^%${name}(?: --interpreter=\\S+)? *\\n(.*?)(?=^%(?:end|pre|post|onerror|packages)\\b|(?![\\s\\S]))`;
  return new RegExp(pattern, 'ms').exec(text)?.[1] ?? '';
}

/** The command of a preseed question, as a shell gets it. */
export function commandOf(text: string, question: string): string {
  const joined = text.replace(/[ \t]*\\\n[ \t]*/g, ' ');
  return new RegExp(`${question} string (.*)`).exec(joined)?.[1] ?? '';
}
