import { describe, expect, test } from 'vitest';
import { parseIni } from '../../core/images/families/redhat/treeinfo.ts';
import { implantedSum, parseSums, parseTreeinfoSums, sumFor } from '../../core/media/checksums.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('checksum files', () => {
  test.each([
    ['md5sum', `${MD5}  ./dists/Release`, [{ path: 'dists/Release', hash: 'md5', sum: MD5 }]],
    ['sha256sum in binary', `${SHA.toUpperCase()} *a b.iso`, [{ path: 'a b.iso', hash: 'sha256', sum: SHA }]],
    [
      'BSD, as Fedora writes',
      `SHA256 (Fedora (43).iso) = ${SHA}`,
      [{ path: 'Fedora (43).iso', hash: 'sha256', sum: SHA }],
    ],
    ['a sum alone', SHA, [{ path: 'x.iso', hash: 'sha256', sum: SHA }]],
    ['signature and comments', '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n# x: 12 bytes\n', []],
  ])('%s', (_, text, expected) => {
    expect(parseSums(text, 'x.iso')).toEqual(expected);
  });

  test('the strongest sum of a name counts, in whatever folder', () => {
    const sums = parseSums(`${MD5}  iso/x.iso\n${SHA}  ./iso/x.iso\n${MD5}  y-x.iso`);
    expect(sumFor('x.iso', sums)?.hash).toBe('sha256');
    expect(sumFor('z.iso', sums)).toBeUndefined();
  });

  test('.treeinfo', () => {
    const text = `[general]\nname = x\n[checksums]\nimages/install.img = sha256:${SHA}\n\n[stage2]\na = sha256:${SHA}\n`;
    expect(parseTreeinfoSums(text)).toEqual([{ path: 'images/install.img', hash: 'sha256', sum: SHA }]);
  });

  test('lists of blanks cost no more than their bytes', () => {
    const blanks = ' '.repeat(1 << 20);
    const started = performance.now();
    expect(parseSums(`${MD5}  a${blanks}b`)).toHaveLength(1);
    expect(parseTreeinfoSums(`[checksums]\n${'\n'.repeat(1 << 20)}a${blanks}b\n`)).toEqual([]);
    expect(parseIni(`[x]\na${blanks}b\nc = d`).get('x')?.get('c')).toBe('d');
    // It took half an hour once, and is a fraction of a second now.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('an implanted sum that covers more than the file is none', () => {
    const descriptor = new Uint8Array(2048).fill(0x20);
    descriptor.set(new TextEncoder().encode(`ISO MD5SUM = ${MD5};SKIPSECTORS = 15;`), 883);
    new DataView(descriptor.buffer).setUint32(80, 100, true);
    expect(implantedSum(descriptor, 100 * 2048)?.length).toBe(85 * 2048);
    expect(implantedSum(descriptor, 50 * 2048)).toBeUndefined();
  });
});
