import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodySkipper } from '../../../core/wire/http/request-body.ts';
import type { BodyFraming } from '../../../core/wire/http/request-head.ts';

/** Eats bytes in pieces; says what became of it and what was left for the next request. */
function eat(framing: BodyFraming, text: string, piece: number) {
  const skipper = new BodySkipper(framing);
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  while (at < bytes.length && !skipper.done && skipper.bad === null) {
    const part = bytes.subarray(at, at + piece);
    const eaten = skipper.skip(part);
    at += eaten;
    if (eaten === 0) break;
  }
  return { done: skipper.done, bad: skipper.bad !== null, length: skipper.length, rest: text.slice(at) };
}

const CHUNKED = '5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: x\r\n\r\nGET';

describe('a body that is read over', () => {
  it.each([1, 2, 3, 1000])('ends where it ends, in pieces of %d bytes', (piece) => {
    expect(eat({ length: 5 }, 'helloGET', piece)).toEqual({ done: true, bad: false, length: 5, rest: 'GET' });
    expect(eat('chunked', CHUNKED, piece)).toEqual({ done: true, bad: false, length: 11, rest: 'GET' });
  });
  it('is at its end at once when it has no length', () => {
    expect(new BodySkipper({ length: 0 }).done).toBe(true);
  });
  it.each([
    ['a size that is no number', 'x\r\n'],
    ['a size past all sense', 'fffffffff\r\n'],
    ['a negative size', '-1\r\n'],
    ['a chunk that is longer than its size', '1\r\nab\r\n'],
    ['a line without end', `1;${'x'.repeat(3000)}`],
  ])('is bad: %s', (_name, text) => {
    expect(eat('chunked', text, 7)).toMatchObject({ done: false, bad: true });
  });
  it('eats no more than there is, whatever comes in whatever pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, piece) => {
        const { length, rest } = eat('chunked', text, piece);
        expect(length + rest.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
