import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agama } from '../../core/images/families/agama/agama.ts';
import { packages } from '../../core/images/families/packages/packages.ts';
import { redhat } from '../../core/images/families/redhat/redhat.ts';
import { sendJournal } from '../../core/images/families/report-scripts.ts';
import { ubuntu } from '../../core/images/families/ubuntu/ubuntu.ts';
import { findRepositories, repositoryUrls } from '../../core/images/repositories.ts';
import { readSyslog } from '../../core/wire/syslog.ts';
import { installed } from '../servers/support/tools.ts';
import { contextFor, detectedBy, refusedBy } from './support/context.ts';
import { fakeTree } from './support/fake-tree.ts';
import { rendered as answer } from './support/render.ts';
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

describe('media joined to', () => {
  const extra = (kind: 'apt' | 'rpm') =>
    repositoryUrls('extra', 'http://l/images/extra/tree', [
      { kind, path: '', ...(kind === 'apt' ? { suite: 'noble', components: ['main', 'universe'] } : {}) },
    ]);

  it("Ubuntu are read by apt in the installed system, which does not keep them; the installer's own list waits", async () => {
    const tree = fakeTree({
      '.disk/info': 'Ubuntu-Server 24.04.1 LTS "Noble Numbat" - Release amd64 (20240827)',
      'casper/vmlinuz': 'k',
      'casper/initrd': 'i',
    });
    const context = contextFor(ubuntu, await detectedBy(ubuntu, tree), { packages: '@desktop vim' });
    const joined = { ...context, joined: extra('apt') };
    expect(answer(ubuntu, context, 'user-data')).toContain('packages: ["desktop^","vim"]');
    expect(answer(ubuntu, context, 'late.sh')).not.toContain('fieldboot-joined');
    expect(answer(ubuntu, joined, 'user-data')).not.toContain('packages:');
    const late = answer(ubuntu, joined, 'late.sh');
    execFileSync('sh', ['-n'], { input: late });
    expect(late).toContain("'deb [trusted=yes] http://l/images/extra/tree noble main universe'");
    expect(late).toContain("apt-get install -y 'desktop^' 'vim' || curl");
  });

  it('Agama stand in its software section', async () => {
    const tree = fakeTree(
      { 'LiveOS/squashfs.img': 's', 'boot/x86_64/loader/linux': 'k', 'boot/x86_64/loader/initrd': 'i' },
      'Install-SUSE-SLE-16-x86_64',
    );
    const context = contextFor(agama, await detectedBy(agama, tree));
    expect(answer(agama, { ...context, joined: extra('rpm') }, 'profile.jsonnet')).toContain(
      '{"extraRepositories":[{"alias":"extra","url":"http://l/images/extra/tree","allowUnsigned":true}]}',
    );
  });
});

describe("an installer's journal", () => {
  it.skipIf(!installed('logger'))('comes by syslog, as logger sends it', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'journal-'));
    writeFileSync(join(folder, 'journalctl'), '#!/bin/sh\necho "curtin[7]: installing kernel"\n', {
      mode: 0o755,
    });
    const script = sendJournal({ host: '127.0.0.1', port: socket.address().port });
    const heard = once(socket, 'message');
    execFileSync('sh', ['-c', script], { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
    const [bytes] = (await heard) as [Uint8Array];
    expect(readSyslog(bytes)).toMatchObject({
      text: expect.stringContaining('curtin[7]: installing kernel'),
    });
    socket.close();
    rmSync(folder, { recursive: true });
  });

  it('is sent nowhere while nobody listens', () => {
    expect([sendJournal(null), sendJournal(undefined)]).toEqual(['', '']);
  });
});
