import { describe, expect, it } from 'vitest';
import { packages } from '../../core/images/families/packages/packages.ts';
import { redhat } from '../../core/images/families/redhat/redhat.ts';
import { findRepositories, repositoryUrls } from '../../core/images/repositories.ts';
import { contextFor, detectedBy, refusedBy } from './support/context.ts';
import { fakeTree } from './support/fake-tree.ts';
import { rendered } from './support/templates.ts';

const RELEASE = 'Suite: stable\nComponents: main contrib non-free\nSHA256:\n';

describe('repositories on a medium', () => {
  it.each([
    [
      'Debian, with the components that it has',
      {
        'dists/trixie/Release': RELEASE,
        'dists/trixie/main/binary-amd64/Packages.gz': '',
        'dists/trixie/contrib/debian-installer/binary-amd64/Packages.gz': '',
      },
      [{ kind: 'apt', path: '', suite: 'trixie', components: ['main'] }],
    ],
    [
      'Red Hat 8 and later',
      { 'AppStream/repodata/repomd.xml': '', 'BaseOS/repodata/repomd.xml': '', 'EFI/x': '' },
      [
        { kind: 'rpm', path: 'AppStream' },
        { kind: 'rpm', path: 'BaseOS' },
      ],
    ],
    ['one at the root', { 'repodata/repomd.xml': '' }, [{ kind: 'rpm', path: '' }]],
    ['SLES 12', { 'suse/setup/descr/packages.gz': '' }, [{ kind: 'susetags', path: '' }]],
    ['none', { 'a/b/repodata/repomd.xml': '', 'dists/x': '' }, []],
  ])('%s', async (_, files, found) => {
    expect(await findRepositories(fakeTree(files))).toEqual(found);
  });

  it('have names and addresses that stand in any file', () => {
    const urls = repositoryUrls('sle-15', 'http://l/images/sle-15/tree', [
      { kind: 'rpm', path: 'Module Basesystem' },
      { kind: 'apt', path: '', suite: './', components: [] },
    ]);
    expect(urls.map(({ name, url }) => [name, url])).toEqual([
      ['sle-15-Module-Basesystem', 'http://l/images/sle-15/tree/Module%20Basesystem'],
      ['sle-15-', 'http://l/images/sle-15/tree'],
    ]);
  });
});

describe('a medium with packages alone', () => {
  it('is recognised, and boots nothing', async () => {
    const found = await detectedBy(
      packages,
      fakeTree({ 'repodata/repomd.xml': '' }, 'RHEL-7.9 Supplementary.x86_64'),
    );
    expect([found.name, found.arch, found.kernel]).toEqual([
      'Packages of RHEL-7.9 Supplementary.x86_64',
      'amd64',
      null,
    ]);
    expect(packages.plan(contextFor(packages, found))).toMatchObject({ kind: 'blocked' });
  });

  it.each(['casper/vmlinuz', 'live/vmlinuz', 'images/pxeboot/vmlinuz', '.disk/info'])(
    'is not one that has %s',
    async (path) => {
      expect(await refusedBy(packages, fakeTree({ 'repodata/repomd.xml': '', [path]: '' }))).toContain(
        'it is',
      );
    },
  );

  it('signs the suites of Debian for the network', async () => {
    const files = { 'dists/x/Release': RELEASE, 'dists/x/main/binary-amd64/Packages': '' };
    const found = await detectedBy(packages, fakeTree(files, 'X'));
    expect(packages.overlay(found).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'clear-signed dists/x/InRelease',
      'detached-signature dists/x/Release.gpg',
    ]);
  });
});

it("Red Hat's kickstart has a line for each joined repository", async () => {
  const general = '[general]\nfamily = Rocky Linux\nversion = 9.4\narch = x86_64\n';
  const tree = fakeTree({
    '.treeinfo': general,
    'images/pxeboot/vmlinuz': '',
    'images/pxeboot/initrd.img': '',
    'images/install.img': '',
    'repodata/repomd.xml': '',
  });
  const context = contextFor(redhat, await detectedBy(redhat, tree), { root_password: 'secret' });
  const joined = repositoryUrls('extra', 'http://l/images/extra/tree', [{ kind: 'rpm', path: 'Supp' }]);
  expect(rendered(redhat, { ...context, joined })).toContain(
    'repo --name="extra-Supp" --baseurl="http://l/images/extra/tree/Supp"\n',
  );
});
