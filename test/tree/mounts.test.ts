import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootTree, normalisePath, type Requester } from '../../core/tree/boot-tree.ts';
import { absent, joinTrees, type Served } from '../../core/tree/mounts.ts';
import { textFile } from '../../core/tree/rendered.ts';

const FROM: Requester = { address: '10.0.0.9', door: 'tftp' };
const echo = (name: string): BootTree => ({
  open: async (path) => (path === '/missing' ? absent('missing') : textFile(path, `${name}:${path}`)),
});

describe('joined trees', () => {
  const served: Served[] = [];
  const tree = joinTrees({ '/a': echo('a'), '/a/b': echo('b') }, (one) => served.push(one));

  it.each([
    ['/a/x', '/x'],
    ['/a/b/x', '/x'],
    ['a\\b\\x', '/x'],
    ['//a//b//./x', '/x'],
    ['/a', '/'],
  ])('%s is found', async (path, below) => {
    expect(await tree.open(path, FROM)).toMatchObject({ kind: 'file', path: below });
  });

  it.each([['/a/../etc/passwd'], ['/ab/x'], ['/'], [''], ['/a/missing'], ['/a/\0']])(
    '%j is absent',
    async (path) => {
      expect((await tree.open(path, FROM)).kind).toBe('absent');
    },
  );

  it('tells every transfer under the path of the whole tree', async () => {
    const file = await tree.open('/a/b/x', FROM);
    if (file.kind !== 'file') throw new Error('absent');
    file.served?.(4, true);
    expect(served.at(-1)).toEqual({ path: '/a/b/x', from: FROM, bytes: 4, size: file.size, complete: true });
  });
});

it('gives every spelling of a path the same name', () => {
  expect(['x/y', '\\x\\y', '/x/./y', '//x//y/'].map(normalisePath)).toEqual(Array(4).fill('/x/y'));
});

it.each(['/x/../y', '..', 'a\\..\\b', '/a\0', '/a\nb', '/a\u0085b'])('resolves nothing for %j', (path) => {
  expect(normalisePath(path)).toBeNull();
});

it('makes a path that is absolute, has no empty parts, and stays the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (asked) => {
      const path = normalisePath(asked);
      if (path === null) return;
      expect(path).toMatch(/^\/(?:$|[^/])/);
      expect(path.split('/')).not.toContain('..');
      expect(normalisePath(path)).toBe(path);
    }),
  );
});
