import { describe, expect, it } from 'vitest';
import { detectFamily, FAMILIES, familyOf } from '../../../core/images/families/index.ts';
import { fakeTree } from '../support/fake-tree.ts';

const DEBIAN = {
  '.disk/info': 'Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 NETINST',
  'dists/bookworm/Release': 'Codename: bookworm\n',
};
const FEDORA = {
  '.discinfo': '1.5\nFedora 43\nx86_64\n',
  'images/pxeboot/vmlinuz': 'k',
  'images/pxeboot/initrd.img': 'i',
};

describe('detectFamily', () => {
  it('asks the families in this order', () => {
    expect(FAMILIES.map(({ id }) => id)).toEqual([
      'coreos',
      'flatcar',
      'nixos',
      'alpine',
      'archiso',
      'debian',
      'ubuntu',
      'agama',
      'suse',
      'redhat',
      'liveboot',
      'livecd',
      'memtest',
      'diskless',
      'generic',
    ]);
    expect(FAMILIES.map(({ id }) => familyOf(id))).toEqual(FAMILIES);
  });

  it('takes the first that knows the medium', async () => {
    expect((await detectFamily(fakeTree(FEDORA), 'f.iso')).family).toBe('redhat');
    expect((await detectFamily(fakeTree({ ...FEDORA, ...DEBIAN }), 'both.iso')).family).toBe('debian');
  });

  it('says which others it considered', async () => {
    const both = await detectFamily(fakeTree({ ...FEDORA, ...DEBIAN }), 'both.iso');
    expect(both.considered).toEqual([
      { family: 'redhat', reason: '.discinfo is there too, but Debian is asked first.' },
    ]);
    const coreos = fakeTree({ ...FEDORA, ...DEBIAN, coreos: null });
    expect((await detectFamily(coreos, 'c.iso')).considered).toEqual([
      {
        family: 'coreos',
        reason: 'coreos is there, but not images/pxeboot/rootfs.img, which a network boot needs.',
      },
      { family: 'redhat', reason: '.discinfo is there, but so is coreos: it is a CoreOS live medium.' },
    ]);
    expect((await detectFamily(fakeTree(FEDORA), 'f.iso')).considered).toEqual([]);
  });

  it('says why a family with a mark on the medium refused it', async () => {
    await expect(detectFamily(fakeTree({ '.disk/info': 'Mint' }), 'm.iso')).rejects.toThrow(
      'and holds .disk. .disk/info is there, but it does not say Debian GNU/Linux.',
    );
  });

  it.each([
    [{ 'sources/boot.wim': 'w' }, 'WIN', 'it looks like a Windows installation medium ("WIN")'],
    [
      { 'casper/vmlinuz': 'k' },
      'MINT',
      'it looks like an Ubuntu medium ("MINT"). casper is there, but .disk/info does not say whose',
    ],
    [
      { 'notes.txt': 't', 'photos/a.jpg': 'j' },
      'STUFF',
      'it is labelled "STUFF" and holds notes.txt, photos',
    ],
    [{}, 'X', 'it is empty'],
  ])('says what else %o looks like', async (files, label, seen) => {
    await expect(detectFamily(fakeTree(files, label), 'some.iso')).rejects.toMatchObject({
      problem: { code: 'MEDIUM_UNKNOWN', params: { path: 'some.iso', seen } },
    });
  });

  it('refuses a family that is not there', () => {
    expect(() => familyOf('plan9')).toThrow('There is no family "plan9".');
  });
});
