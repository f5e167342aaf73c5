import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  kickstartWord,
  preseedValue,
  renderAnswers,
  shellLines,
  shellWord,
} from '../../core/images/answers.ts';

const render = (template: string, variables: Record<string, unknown> = {}) =>
  renderAnswers(template, variables, 'Web node');
const failure = (template: string, variables: Record<string, unknown> = {}): string => {
  try {
    render(template, variables);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'rendered';
};

describe('renderAnswers', () => {
  it('fills variables, leaves absent ones empty, ends with one line feed', () => {
    expect(render('a {{ x }} {{ y.z }}.\r\nb\n\n', { x: 1 })).toBe('a 1 .\nb\n');
  });

  it.each([
    ['one\n{{ x | nofilter }}', 'line 2: undefined filter: nofilter'],
    ['{% if x %}', 'line 1: tag {% if x %} not closed'],
    ['a\nb\n{{ x | shell }}', 'line 3: a value holds a line break or control character'],
  ])('names the line of a mistake in %j', (template, detail) => {
    expect(failure(template, { x: 'a\nb' })).toBe(
      `The answer template of Web node cannot be rendered: ${detail}.`,
    );
  });

  it.each(['include', 'render', 'layout'])('reads no file by {%% %s %%}', (tag) => {
    const folder = mkdtempSync(join(tmpdir(), 'answers-'));
    const file = join(folder, 'secret');
    writeFileSync(file, 'the secret');
    const said = failure(`{% ${tag} '${file}' %}`);
    rmSync(folder, { recursive: true });
    expect(said).toContain('cannot be rendered');
    expect(said).not.toContain('the secret');
  });

  it.each([
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}',
    '{% assign a = "aaaaaaaaaaaaaaaa" %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}',
  ])('ends a template that runs wild: %s', (template) => {
    expect(failure(template)).toContain('cannot be rendered');
  });

  it('ends loops within loops by their steps, long before their time', () => {
    const template = '{% for i in (1..400) %}{% for j in (1..400) %}x{% endfor %}{% endfor %}';
    expect(failure(template)).toContain('more than 100000 steps');
  });

  it('shows nothing of prototypes', () => {
    expect(render('{{ x.constructor }}{{ x.__proto__ }}', { x: {} })).toBe('\n');
  });
});

describe('our own templates', () => {
  const folder = 'resources/answers';
  const files = ['debian-preseed.liquid', 'redhat-kickstart.liquid'].concat(
    readdirSync(`${folder}/snippets`).map((name) => `snippets/${name}`),
  );

  it.each(files)('%s filters every value', (name) => {
    const template = readFileSync(`${folder}/${name}`, 'utf8');
    const filter = /\| (?:comment|line|preseed|kickstart|shell|shell_lines)$/;
    const places = [...template.matchAll(/{{-?\s*(.*?)\s*-?}}/gs)].map(([, place = '']) => place);
    expect(places.filter((place) => !filter.test(place))).toEqual([]);
  });
});

describe('snippets', () => {
  const snippets = { greeting: 'hello {{ who | shell }}', deep: '{% render "deep" %}' };

  it('are taken in by name, with what they are given and nothing else', () => {
    const text = renderAnswers('{% render "greeting", who: x %} {{ who }}', { x: 'a' }, 'Web node', snippets);
    expect(text).toBe("hello 'a'\n");
  });

  it.each(['missing', 'deep', '../answers/debian-preseed'])('%s is refused', (name) => {
    expect(() => renderAnswers(`{% render "${name}" %}`, {}, 'Web node', snippets)).toThrow(
      'cannot be rendered',
    );
  });
});

describe('filters', () => {
  it.each(['a\nb', 'a\rb', 'a\u0085b', 'a\u2028b', 'a\u2029b', 'a\u0000b'])('let %j end no line', (value) => {
    expect(render('# {{ x | comment }}', { x: value })).toBe('# a\ufffdb\n');
    expect(() => kickstartWord(value)).toThrow('line break');
    expect(failure('{{ x | line }}', { x: value })).toContain('line break');
  });

  it('make one word for a shell', () => {
    expect(shellWord("it's $(x)")).toBe("'it'\\''s $(x)'");
  });
  it('make words of lines, whatever is in them', () => {
    const text = "\n#!/bin/sh\n\techo 'a' \\\\\n\n%end\n\n";
    const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${shellLines(text)}`], { encoding: 'utf8' });
    expect(printed).toBe(text.replace(/^\n/, '').replace('\t', '  ').replace(/\n\n$/, '\n'));
  });
  it('make one word for kickstart', () => {
    expect(kickstartWord('a "b" \\c')).toBe('"a \\"b\\" \\\\c"');
  });
  it('keep a preseed line whole', () => {
    expect(preseedValue('a b')).toBe('a b');
    expect(() => preseedValue('a\\')).toThrow('backslash');
    expect(() => preseedValue('a\nb')).toThrow('line break');
  });
  it('take an absent value as empty', () => {
    expect([preseedValue(undefined), shellWord(null), kickstartWord(undefined)]).toEqual(['', "''", '""']);
  });
});
