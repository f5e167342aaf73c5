/** Further media and folders of packages joined to an image: what installers are told, and what apt and librepo's tools do with it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFileSource } from '../../core/media/file-source.ts';
import { createHttpDoor } from '../../core/servers/http.ts';
import { signingKeyOf } from '../../core/service/signing-key.ts';
import { imageFiles } from '../../core/tree/image-files.ts';
import { joinTrees } from '../../core/tree/mounts.ts';
import { createRealiser } from '../../core/tree/overlay/realise.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';
import { buildIso } from '../support/iso.ts';

let used: TestEngine;
beforeEach(async () => {
  used = await openTestEngine();
});
afterEach(() => used.close());

const MAC = '52:54:00:aa:bb:cc';
const library = () => used.engine.library;
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** The second medium of the set: no installer, another component. */
function secondMedium(files: Record<string, string | Uint8Array> = {}, packages = ''): string {
  const path = join(used.folder, 'debian-2.iso');
  const list = 'contrib/binary-amd64/Packages';
  const release = [
    'Origin: Debian',
    'Suite: stable',
    'Codename: trixie',
    'Version: 13.7',
    'Date: Sat, 05 Sep 2026 10:00:00 UTC',
    'Architectures: amd64',
    'Components: main contrib',
    'SHA256:',
    ` ${sha256(packages)} ${Buffer.byteLength(packages)} ${list}`,
    '',
  ].join('\n');
  const info = 'Debian GNU/Linux 13.7.0 "Trixie" - Official amd64 DVD Binary-2 with firmware 20260905-10:00';
  const plan = { '.disk/info': info, 'dists/trixie/Release': release, [`dists/trixie/${list}`]: packages };
  writeFileSync(path, buildIso({ label: 'Debian 13.7.0 amd64 2', files: { ...plan, ...files } }));
  return path;
}

const imported = async (path: string) => (await library().import(path)).id;

function preseed(image: string): string {
  const { profiles, previews } = used.engine;
  profiles.create({ name: 'web', image, settings: { root_password: 'secret' }, answers: null });
  const { files, problem } = previews.preview({ id: 'web', mac: MAC });
  expect(problem).toBeNull();
  expect(files[0]?.findings).toEqual([]);
  return files[0]?.text ?? '';
}

describe('what the installer is told', () => {
  test('Debian: a line for the suite of the further medium', async () => {
    const [first, second] = [await imported(used.iso), await imported(secondMedium())];
    expect((await library().join(first, [second])).joined).toEqual([second]);
    expect(preseed(first)).toMatch(
      new RegExp(
        `^d-i apt-setup/local1/repository string http://\\S+/images/${second}/tree trixie contrib$`,
        'm',
      ),
    );
  });

  test('nothing more when nothing is joined', async () => {
    expect(preseed(await imported(used.iso))).not.toContain('apt-setup/local');
  });
});

describe('joining', () => {
  test('is kept when the medium is imported again, and forgotten with an empty list', async () => {
    const [first, second] = [await imported(used.iso), await imported(secondMedium())];
    await library().join(first, [second, second]);
    await library().import(used.iso);
    expect(library().get(first).joined).toEqual([second]);
    await expect(library().remove(second)).rejects.toMatchObject({ code: 'IMAGE_JOINED' });
    await library().join(first, []);
    await library().remove(second);
  });

  test('is refused where the installer could read nothing of it', async () => {
    const first = await imported(used.iso);
    const path = join(used.folder, 'supplementary.iso');
    writeFileSync(
      path,
      buildIso({ label: 'RHEL-7 Supp x86_64', files: { 'repodata/repomd.xml': '<repomd/>' } }),
    );
    const other = await library().import(path);
    expect([other.family, other.arch, other.warnings[0]?.code]).toEqual([
      'packages',
      'amd64',
      'MEDIUM_ONLY_PACKAGES',
    ]);
    for (const id of [first, other.id])
      await expect(library().join(first, [id])).rejects.toMatchObject({ code: 'JOIN_IMPOSSIBLE' });
    await expect(library().join(first, ['none'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await library().list()).map(({ joinable }) => joinable)).toEqual([[], []]);
  });
});

/** The engine's images behind the HTTP door, and the laptop's key. */
async function serving<T>(work: (base: string, keyring: string) => T): Promise<T> {
  const signingKey = signingKeyOf(used.engine.store);
  const realise = createRealiser({ bootFile: () => null, open: openFileSource, signingKey });
  const images = imageFiles({ openImage: (id) => library().open(id), realise });
  const door = createHttpDoor({ tree: joinTrees({ '/images': images }, () => {}) });
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
  const keyring = join(used.folder, 'laptop.asc');
  writeFileSync(keyring, (await signingKey()).publicKeyArmored);
  try {
    return await work(`http://127.0.0.1:${(door.server.address() as AddressInfo).port}`, keyring);
  } finally {
    await door.close();
  }
}

/** A package that says nothing but its name. */
function makeDeb(folder: string, name: string): string {
  const root = join(used.folder, `root-${name}`);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <n@example.org>\nDescription: test\n`;
  writeFileSync(join(root, 'DEBIAN/control'), control);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}_1.0_all.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', root, file], { stdio: 'pipe' });
  return file;
}

/** apt with a state of its own and one source; resolves to what it fetched. */
async function aptFetches(source: string, name: string): Promise<string[]> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const root = join(used.folder, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial', 'got', 'etc'])
    mkdirSync(join(root, part), { recursive: true });
  writeFileSync(join(root, 'status'), '');
  writeFileSync(join(root, 'sources.list'), `${source}\n`);
  const facts = {
    'Dir::State': root,
    'Dir::State::status': join(root, 'status'),
    'Dir::Cache': join(root, 'cache'),
    'Dir::Etc': join(root, 'etc'),
    'Dir::Etc::sourcelist': join(root, 'sources.list'),
    'APT::Architecture': 'amd64',
    'APT::Sandbox::User': 'root',
    'Acquire::Check-Date': 'false',
    'Acquire::Languages': 'none',
  };
  const options = Object.entries(facts).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const apt = (...words: string[]) =>
    promisify(execFile)('apt-get', [...options, ...words], {
      cwd: join(root, 'got'),
      env: { ...process.env, LANG: 'C' },
    });
  const { stderr } = await apt('update', '--error-on=any');
  expect(stderr).not.toMatch(/^[EW]:/m);
  await apt('download', name);
  return readdirSync(join(root, 'got'));
}

const hasApt = ['apt-get', 'dpkg-deb', 'dpkg-scanpackages'].every((tool) => existsSync(`/usr/bin/${tool}`));

describe.skipIf(!hasApt)('apt, with nothing but the key of the laptop', () => {
  test('reads a further medium', async () => {
    const deb = makeDeb(join(used.folder, 'pool'), 'further');
    const content = readFileSync(deb);
    const file = 'pool/contrib/f/further/further_1.0_all.deb';
    const packages = `Package: further\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody\nFilename: ${file}\nSize: ${content.length}\nSHA256: ${sha256(content)}\nDescription: test\n\n`;
    const id = await imported(secondMedium({ [file]: content }, packages));
    const got = await serving((base, key) =>
      aptFetches(`deb [signed-by=${key}] ${base}/images/${id}/tree trixie contrib`, 'further'),
    );
    expect(got).toEqual(['further_1.0_all.deb']);
  });

  test('reads a folder of packages, and what is added to it', async () => {
    const folder = join(used.folder, 'dropped');
    makeDeb(folder, 'dropped');
    const [first, other] = [await imported(used.iso), await library().import(folder)];
    expect([other.family, other.facts.loose]).toEqual(['packages', 'deb']);
    expect(readdirSync(folder)).toEqual(['dropped_1.0_all.deb']);
    await library().join(first, [other.id]);
    expect(preseed(first)).toMatch(
      new RegExp(`local1/repository string http://\\S+/images/${other.id}/tree \\./`),
    );
    const fetch = (name: string) =>
      serving((base, key) => aptFetches(`deb [signed-by=${key}] ${base}/images/${other.id}/tree ./`, name));
    expect(await fetch('dropped')).toEqual(['dropped_1.0_all.deb']);
    makeDeb(folder, 'late');
    const listed = async () => {
      const image = await library().open(other.id);
      return image?.made && readFileSync(join(image.made, 'Packages'), 'utf8');
    };
    await expect.poll(listed).toContain('Package: late');
    expect(await fetch('late')).toContain('late_1.0_all.deb');
  });
});

const hasCreaterepo = existsSync('/usr/bin/createrepo_c') && existsSync('/usr/bin/rpmbuild');

test.skipIf(!hasCreaterepo)('a folder of RPMs is a repository that createrepo_c listed', async () => {
  const folder = join(used.folder, 'rpms');
  mkdirSync(folder);
  const spec = join(used.folder, 'tiny.spec');
  writeFileSync(
    spec,
    'Name: tiny\nVersion: 1\nRelease: 1\nSummary: t\nLicense: none\nBuildArch: noarch\n%description\nt\n%files\n',
  );
  const words = [
    '-bb',
    '--define',
    `_rpmdir ${folder}`,
    '--define',
    `_topdir ${join(used.folder, 'top')}`,
    spec,
  ];
  execFileSync('rpmbuild', words, { stdio: 'pipe' });
  const image = await library().import(folder);
  expect([image.family, image.facts.loose, image.repositories]).toEqual([
    'packages',
    'rpm',
    [{ kind: 'rpm', path: '' }],
  ]);
  await serving(async (base) => {
    const text = await (await fetch(`${base}/images/${image.id}/tree/repodata/repomd.xml`)).text();
    const [, href = '', sum = ''] = [
      /href="(repodata\/primary[^"]*)"/.exec(text)?.[1],
      /href="(repodata\/primary[^"]*)"/.exec(text)?.[1],
      /<data type="primary">\s*<checksum type="sha256">([0-9a-f]+)/.exec(text)?.[1],
    ];
    const primary = await (await fetch(`${base}/images/${image.id}/tree/${href}`)).arrayBuffer();
    expect(sha256(new Uint8Array(primary))).toBe(sum);
  });
  expect(readdirSync(folder)).toEqual(['noarch']);
});

test('without the tool it is said which, and nothing is imported', async () => {
  const folder = join(used.folder, 'dropped');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a_1_all.deb'), 'no package at all');
  const path = process.env.PATH;
  process.env.PATH = used.folder;
  try {
    await expect(library().import(folder)).rejects.toMatchObject({
      code: 'REPOSITORY_TOOL_MISSING',
      message: expect.stringContaining('dpkg-scanpackages'),
    });
  } finally {
    process.env.PATH = path;
  }
  expect(await library().list()).toEqual([]);
  expect(spawnSync('true').status).toBe(0);
});
