// biome-ignore-all lint/suspicious/noTemplateCurlyInString: iPXE's settings are written so
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipxeText, ipxeUrl, ipxeWord } from '../../core/scripts/escape.ts';

/** What iPXE makes of a line: words, ended by terminators, then `${…}` expanded (nothing is set here). */
function asIpxeReads(line: string): string[] {
  const words = line.split(/\s+/).filter(Boolean);
  const end = words.findIndex((word) => word.startsWith('#') || ['||', '&&', ';'].includes(word));
  return words.slice(0, end === -1 ? undefined : end).map((word) => word.replace(/\$\{[^}]*\}/g, ''));
}

describe('ipxeWord', () => {
  it.each(['quiet', 'a=b;c', 'x||y', '#', '#hash', '||', '&&', ';', '$HOME', "it's", '"q"', '---', '{}'])(
    'passes %s as it is',
    (word) => {
      expect(asIpxeReads(`kernel ${ipxeWord(word)} after`)).toEqual(['kernel', word, 'after']);
    },
  );

  it.each(['', 'two words', 'line\nbreak', 'tab\t', '${net0/mac}', 'x${', 'bell\x07'])(
    'refuses %j',
    (word) => {
      expect(() => ipxeWord(word)).toThrow(RangeError);
    },
  );
});

describe('ipxeText', () => {
  it.each([
    ['Debian 13.7 "trixie" — Web node', 'Debian 13.7 "trixie" - Web node'],
    ['节点 4', '?? 4'],
    ['  many   spaces\n', 'many spaces'],
    ['x'.repeat(300), 'x'.repeat(200)],
  ])('shows %j as %j', (text, shown) => {
    expect(ipxeText(text)).toBe(shown);
  });

  it('never ends a line, starts a command or expands a setting, whatever a BIOS says of itself', () => {
    const texts = fc.array(fc.constantFrom('||', '&&', ';', '#', '${', '}', ' ', '\n', 'shell', 'ü', '\x1b'));
    fc.assert(
      fc.property(texts, (parts) => {
        const line = `echo Serial: ${ipxeText(parts.join(''))} after`;
        expect(line).toMatch(/^[ -~]*$/);
        expect(asIpxeReads(line).at(-1)).toBe('after');
        expect(line.replaceAll('${fieldboot-nothing}', '')).not.toContain('${');
      }),
    );
  });
});

describe('ipxeUrl', () => {
  it('encodes each part of a path', () => {
    expect(ipxeUrl('http://10.77.0.1', '/images/a b/tree/g++_1%.deb#x?y')).toBe(
      'http://10.77.0.1/images/a%20b/tree/g%2B%2B_1%25.deb%23x%3Fy',
    );
  });
});
