/**
 * Media with packages and no installer: the further media of a set, extensions and modules. Nothing is booted from them;
 * they are joined to an image, whose installer then reads them too.
 */
import { problem } from '../../../errors.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan } from '../../boot-plan.ts';
import type { Family, OverlayFile } from '../../family.ts';
import type { Arch, Detection } from '../../image.ts';
import { findRepositories, type Repository } from '../../repositories.ts';
import type { Refusal, Signature } from '../../signature.ts';
import { looseOverlay } from './loose.ts';

const SIGNATURE: Signature = {
  marks: [
    { path: 'repodata/repomd.xml', source: 'createrepo_c, at the root of every repository of RPMs' },
    { path: 'media.1/products', source: 'libzypp: the products of a SUSE medium, further ones too' },
    { path: 'dists', source: 'the Debian repository format: the suites of an archive lie in /dists' },
  ],
  foreign: [
    { path: 'casper', is: 'a live medium', source: 'casper(7)' },
    { path: 'live', is: 'a live medium', source: 'live-boot(7)' },
    { path: 'LiveOS', is: 'a live medium', source: 'dracut dmsquash-live' },
    { path: 'images/pxeboot', is: 'an installation medium', source: 'lorax: kernel and RAM disk lie there' },
    { path: 'boot/xen.gz', is: 'an XCP-ng or XenServer medium', source: 'its host installer boots Xen' },
    { path: '.pve-cd-id.txt', is: 'a Proxmox VE medium', source: 'its installer looks for this file' },
    { path: '.disk/info', is: 'an installation medium', source: 'debian-cd' },
  ],
};

const ARCHES: readonly (readonly [pattern: RegExp, arch: Arch])[] = [
  [/x86_64|amd64/i, 'amd64'],
  [/aarch64|arm64/i, 'arm64'],
  [/i[3-6]86/i, 'i386'],
];

async function detect(tree: MediumTree): Promise<Detection | Refusal> {
  const repositories = await findRepositories(tree);
  const [first] = repositories;
  if (first === undefined) return { refused: 'No list of packages is where repositories have theirs.' };
  const name = `Packages of ${tree.label || 'a medium without a label'}`;
  return {
    family: 'packages',
    name,
    version: '',
    arch: ARCHES.find(([pattern]) => pattern.test(tree.label))?.[1] ?? 'unknown',
    kernel: null,
    initrd: [],
    reason: `It holds ${repositories.map(described).join(', ')} and no installer.`,
    facts: { suites: suitesOf(repositories).join(' ') },
    warnings: [problem('MEDIUM_ONLY_PACKAGES', { name })],
  };
}

const described = ({ kind, path, suite }: Repository): string =>
  kind === 'apt' ? `the suite ${suite}` : `a repository in /${path}`;

const suitesOf = (repositories: readonly Repository[]): string[] =>
  repositories.map(({ suite }) => suite).filter((suite) => suite !== undefined);

/** A medium is trusted because it is in the drive; over the network apt wants a signature. */
function overlay({ facts }: Detection): readonly OverlayFile[] {
  if (facts.loose === 'deb' || facts.loose === 'rpm') return looseOverlay(facts.loose);
  const suites = (facts.suites ?? '').split(' ').filter((suite) => suite !== '');
  return suites.flatMap((suite): OverlayFile[] => [
    { path: `dists/${suite}/InRelease`, kind: 'clear-signed', of: `dists/${suite}/Release` },
    { path: `dists/${suite}/Release.gpg`, kind: 'detached-signature', of: `dists/${suite}/Release` },
  ]);
}

const plan = ({ image }: { readonly image: { readonly name: string } }): BlockedPlan => ({
  kind: 'blocked',
  sentence: `${image.name}: there is no installer on this medium. Join it to the image of one.`,
});

export const packages: Family = {
  id: 'packages',
  title: 'Packages',
  signature: SIGNATURE,
  detect,
  defaults: {},
  answers: () => [],
  overlay,
  plan,
  variables: () => ({}),
  stage: (path) => (/\.(deb|rpm)$/.test(path) ? 'packages' : null),
  progress: () => 0,
};
