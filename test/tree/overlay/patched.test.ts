import { describe, expect, it } from 'vitest';
import { openIso } from '../../../core/media/iso9660/open-iso.ts';
import { patchedMedium, placePatches } from '../../../core/tree/overlay/patched.ts';
import { buildIso } from '../../support/iso.ts';
import { memorySource } from '../../support/memory-source.ts';

const MENU = 'menuentry one\nmenuentry two\n';
const ISO = buildIso({ label: 'X', files: { 'boot/grub.cfg': MENU, 'next.txt': 'untouched' } });

async function served(content: string, at: number, length: number): Promise<Uint8Array> {
  const source = memorySource(ISO);
  const tree = await openIso(source, 'x.iso');
  const medium = patchedMedium(source, placePatches(tree, [{ path: 'boot/grub.cfg', content }]));
  const into = new Uint8Array(length);
  return into.subarray(0, await medium.read(at, into));
}

const changedBytes = (bytes: Uint8Array, at = 0) =>
  [...bytes].filter((byte, index) => byte !== ISO[at + index]).length;

describe('a medium with patches', () => {
  it('has the new bytes in the place of the old ones, and no other is changed', async () => {
    const whole = await served('default zero\n', 0, ISO.length);
    const text = new TextDecoder('latin1').decode(whole);
    expect(whole.length).toBe(ISO.length);
    expect(text).toContain(`default zero\n${'\n'.repeat(MENU.length - 13)}`);
    expect(text).toContain('untouched');
    expect(changedBytes(whole)).toBeLessThanOrEqual(MENU.length);
  });

  it('is the same however it is read', async () => {
    const whole = await served('default zero\n', 0, ISO.length);
    const start = new TextDecoder('latin1').decode(whole).indexOf('default zero');
    for (const [at, length] of [
      [start - 3, 5],
      [start + 2, 4],
      [start + MENU.length - 1, 20],
      [ISO.length - 2, 10],
    ] as const)
      expect(await served('default zero\n', at, length)).toEqual(whole.subarray(at, at + length));
  });

  it('refuses a content that would reach into the next file', async () => {
    await expect(served('x'.repeat(MENU.length + 1), 0, 10)).rejects.toThrow(RangeError);
  });

  it('says by its stamp what it is, and is the medium itself without patches', async () => {
    const source = memorySource(ISO);
    const tree = await openIso(source, 'x.iso');
    const stamp = (content: string) =>
      patchedMedium(source, placePatches(tree, [{ path: 'boot/grub.cfg', content }])).stamp;
    expect(stamp('a')).not.toBe(stamp('b'));
    expect(stamp('a')).toBe(stamp('a'));
    expect(patchedMedium(source, placePatches(tree, [{ path: 'not/there', content: 'a' }])).stamp).toBe('');
  });
});
