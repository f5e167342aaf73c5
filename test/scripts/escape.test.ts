// biome-ignore-all lint/suspicious/noTemplateCurlyInString: iPXE's settings are written so
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  grubArguments,
  grubFile,
  grubText,
  grubWord,
  ipxeArguments,
  ipxeText,
  ipxeUrl,
  ipxeWord,
  pxelinuxArguments,
  pxelinuxFile,
  pxelinuxText,
} from '../../core/scripts/escape.ts';

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

/** What the kernel makes of its command line: words, quotes of a whole value or a whole word taken away (next_arg). */
function asKernelReads(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const letter of `${line} `) {
    if (letter === ' ' && !quoted) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (letter === '"') quoted = !quoted;
      word += letter;
    }
  }
  return words.map((one) => one.replace(/^"(.*)"$/u, '$1').replace(/^([^="]*=)"(.*)"$/u, '$1$2'));
}

/** Words that GRUB's shell makes of a line in which all are quoted. */
function asGrubReads(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    if (quoted && letter !== "'") word += letter;
    else if (letter === "'") {
      quoted = !quoted;
      word ??= '';
    } else if (letter === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (letter === '\\') {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else throw new Error(`unquoted ${letter}`);
  }
  if (quoted) throw new Error('a quote is left open');
  return word === null ? words : [...words, word];
}

/** What GRUB's `linux` writes into the kernel's command line (grub-core/lib/cmdline.c). */
function asGrubWrites(words: readonly string[]): string {
  const escaped = words.map((word) => word.replace(/["'\\]/g, '\\$&'));
  return escaped.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
}

const anArgument = fc
  .array(fc.constantFrom('a', '=', ' ', '"', "'", '\\', '$', '{', '}', ';', '|', '&', '#', '-', ',', 'ü'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((letters) => letters.join(''));
const argumentsOf = fc.array(anArgument, { minLength: 1, maxLength: 5 });

/** What a kernel is meant to get: quotes around a whole value are there to keep it together. */
const meant = (args: readonly string[]) => asKernelReads(args.map(withQuotes).join(' '));
const withQuotes = (one: string) =>
  one.includes(' ') && !one.includes('"') ? one.replace(/^([^= ]*=)?(.*)$/u, '$1"$2"') : one;

function orRefused<T>(work: () => T): T | 'refused' {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof RangeError) return 'refused';
    throw thrown;
  }
}

describe('kernel arguments', () => {
  it.each([
    ['iPXE', (args: readonly string[]) => asIpxeReads(ipxeArguments(args)).join(' ')],
    ['pxelinux', (args: readonly string[]) => pxelinuxArguments(args)],
    ['GRUB', (args: readonly string[]) => asGrubWrites(asGrubReads(grubArguments(args)))],
  ])('%s hands over what was meant, or it is refused', (_, line) => {
    fc.assert(
      fc.property(argumentsOf, (args) => {
        const written = orRefused(() => line(args));
        if (written !== 'refused') expect(asKernelReads(written)).toEqual(meant(args));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([ipxeArguments, pxelinuxArguments, grubArguments])(
    'an argument of two quotes is refused',
    (line) => {
      expect(() => line(['""', 'a'])).toThrow(RangeError);
    },
  );

  it('with a space reach the kernel as one, in every loader', () => {
    const args = ['quiet', 'greeting=hello world', 'other="hello world"'];
    expect({
      ipxe: ipxeArguments(args),
      pxelinux: pxelinuxArguments(args),
      grub: grubArguments(args),
    }).toEqual({
      ipxe: 'quiet greeting="hello world" other="hello world"',
      pxelinux: 'quiet greeting="hello world" other="hello world"',
      grub: "'quiet' 'greeting=hello world' 'other=hello world'",
    });
  });

  it.each(['ds=nocloud;s=http://10.77.0.1/', 'a=$HOME', 'x={1}', 'y=a||b', 'z=#'])(
    '%s needs no care of its own',
    (one) => {
      expect(asKernelReads(asGrubWrites(asGrubReads(grubArguments([one]))))).toEqual([one]);
      expect(asKernelReads(pxelinuxArguments([one]))).toEqual([one]);
    },
  );

  it('of which a loader would pass on half are refused with the figure', () => {
    const long = [`x=${'a'.repeat(2100)}`];
    for (const write of [pxelinuxArguments, grubArguments])
      expect(() => write(long)).toThrow('A kernel cannot be given arguments of 2102 bytes; 2047 is the most');
  });

  it('with what GRUB would put a backslash before are refused by GRUB alone', () => {
    expect(orRefused(() => grubArguments(["x=it's"]))).toBe('refused');
    expect(pxelinuxArguments(["x=it's"])).toBe("x=it's");
  });
});

describe('files', () => {
  it('are encoded for HTTP and refused where TFTP could not name them', () => {
    const path = '/images/a b/tree/x,y';
    expect(pxelinuxFile('http://10.77.0.1:8067', path)).toBe('http://10.77.0.1:8067/images/a%20b/tree/x%2Cy');
    expect(() => pxelinuxFile('tftp://10.77.0.1', path)).toThrow(RangeError);
    expect(grubFile('(http,10.77.0.1:8067)', path)).toBe("'(http,10.77.0.1:8067)/images/a%20b/tree/x%2Cy'");
    expect(grubFile('(tftp,10.77.0.1)', path)).toBe("'(tftp,10.77.0.1)/images/a b/tree/x,y'");
  });
});

describe('text on a screen', () => {
  it('is one word for GRUB, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(asGrubReads(grubText(text))).toHaveLength(1);
      }),
    );
    expect(grubWord("it's")).toBe("'it'\\''s'");
  });

  it('is one line for pxelinux, without marks of its own', () => {
    expect(pxelinuxText(' a^b\nc — 节点 ')).toBe('a?b c - ??');
    expect(pxelinuxText('\n')).toBe('-');
  });
});
