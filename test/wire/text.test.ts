import { describe, expect, it } from 'vitest';
import { hasControl, printable } from '../../core/wire/text.ts';

describe('printable', () => {
  it.each([
    ['PowerEdge R640', 'PowerEdge R640'],
    ['联想 服务器', '联想 服务器'],
    ['\u001b[2Jred', '\ufffd[2Jred'],
    ['a\nb\tc\u0085d\u2028e', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['abc\u202etxt.exe', 'abc\ufffdtxt.exe'],
  ])('of %j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is not endless', () => {
    expect(printable('x'.repeat(300), 5)).toBe('xxxxx…');
  });
});

describe('hasControl', () => {
  it.each(['\n', '\r', '\u0000', '\u007f', '\u0085', '\u2028', '\u2029', '\u001b'])('finds %j', (one) => {
    expect(hasControl(`a${one}b`)).toBe(true);
  });
  it.each(['', 'Web node #4 — ä', '网络 节点'])('finds nothing in %j', (text) => {
    expect(hasControl(text)).toBe(false);
  });
});
