/** Our own answers for the families whose formats have no test of their own here: the lint has nothing against them. */
import { expect, it } from 'vitest';
import { agama } from '../../../core/images/families/agama/agama.ts';
import { suse } from '../../../core/images/families/suse/suse.ts';
import { ubuntu } from '../../../core/images/families/ubuntu/ubuntu.ts';
import type { Family } from '../../../core/images/family.ts';
import { lintAnswers } from '../../../core/images/lint/lint.ts';
import { contextFor, detectedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';

const LOADER = { 'boot/x86_64/loader/linux': 'k', 'boot/x86_64/loader/initrd': 'i' };
const MEDIA: readonly (readonly [Family, Record<string, string>, string])[] = [
  [
    ubuntu,
    {
      '.disk/info': 'Ubuntu-Server 24.04.1 LTS "Noble Numbat" - Release amd64 (20240827)',
      'casper/vmlinuz': 'k',
      'casper/initrd': 'i',
      'casper/install-sources.yaml': '- id: ubuntu-server\n',
    },
    '',
  ],
  [
    suse,
    {
      ...LOADER,
      'media.1/media': 'openSUSE - openSUSE-Leap-15.6-x86_64-Build709.2-Media1\n',
      'media.1/products': '/ openSUSE-Leap 15.6-1\n',
      'repodata/repomd.xml': 'x',
    },
    '',
  ],
  [
    agama,
    { ...LOADER, 'LiveOS/squashfs.img': 's', 'install/repodata/repomd.xml': 'x' },
    'Install-SUSE-SLE-16-x86_64',
  ],
];
const HASH = '$6$saltsalt$abcdefgh';
const SETTINGS = [
  { root_password_hash: HASH },
  { user: 'tech', user_password_hash: HASH, ssh_key: 'ssh-ed25519 AAAA a', layout: 'lvm', ntp: 'ntp.lab' },
  {
    user: 'tech',
    user_password_hash: HASH,
    layout: 'raid1',
    address: '192.168.5.20/24',
    post_script: 'true',
  },
];

it.each(MEDIA.flatMap((medium) => SETTINGS.map((settings) => [...medium, settings] as const)))(
  '%o',
  async (family, files, label, settings) => {
    const context = contextFor(family, await detectedBy(family, fakeTree(files, label)), settings);
    const found = family.answers(context.image, 'install').flatMap(({ name }) => {
      const text = rendered(family, context, name);
      return lintAnswers(name, text, context.image).map(
        ({ line, problem }) => `${name}:${line} ${problem.sentence}`,
      );
    });
    expect(found).toEqual([]);
  },
);
