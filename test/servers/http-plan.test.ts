import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldbootError } from '../../core/errors.ts';
import { contentTypeOf } from '../../core/servers/content-type.ts';
import { decideConditions, rangeApplies } from '../../core/servers/http-conditions.ts';
import { renderListing } from '../../core/servers/http-listing.ts';
import { planFailure, planResponse } from '../../core/servers/http-plan.ts';
import { chooseRanges } from '../../core/servers/http-range.ts';
import { parseTarget } from '../../core/servers/http-target.ts';
import { MODIFIED, memoryTree } from './support/memory-tree.ts';

describe('a range of a file of 100 bytes', () => {
  const ranges = (...list: [number, number][]) => ({
    kind: 'ranges',
    ranges: list.map(([first, last]) => ({ first, last })),
  });
  const whole = { kind: 'whole' };
  const unsatisfiable = { kind: 'unsatisfiable' };
  it.each([
    ['no header', undefined, whole],
    ['from the start', 'bytes=0-9', ranges([0, 9])],
    ['to the end', 'bytes=90-', ranges([90, 99])],
    ['past the end is cut', 'bytes=90-5000', ranges([90, 99])],
    ['the last ten', 'bytes=-10', ranges([90, 99])],
    ['the last thousand is all', 'bytes=-1000', ranges([0, 99])],
    ['the last byte alone', 'bytes=99-99', ranges([99, 99])],
    ['spaces and capitals', 'Bytes = 0-1 , 5-6', ranges([0, 1], [5, 6])],
    ['behind the end', 'bytes=100-', unsatisfiable],
    ['the last none', 'bytes=-0', unsatisfiable],
    ['one that fits and one that does not', 'bytes=0-0,200-300', ranges([0, 0])],
    ['backwards', 'bytes=9-0', whole],
    ['no number', 'bytes=-', whole],
    ['words', 'bytes=a-b', whole],
    ['another unit', 'lines=0-9', whole],
    ['an empty list', 'bytes=', whole],
    ['overlapping ones', 'bytes=0-50,10-99', whole],
    ['more than 16', `bytes=${Array.from({ length: 17 }, (_, at) => `${at * 2}-${at * 2}`)}`, whole],
    ['a number past all sense', `bytes=${'9'.repeat(400)}-`, unsatisfiable],
  ])('%s', (_name, header, expected) => {
    expect(chooseRanges(header, 100)).toEqual(expected);
  });

  it('no range of an empty file can be had', () => {
    expect([chooseRanges('bytes=0-', 0), chooseRanges('bytes=-5', 0)]).toEqual([
      unsatisfiable,
      unsatisfiable,
    ]);
  });

  it('never leads out of the file, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.string().map((text) => `bytes=${text}`),
        fc.nat(1000),
        (header, size) => {
          const choice = chooseRanges(header, size);
          if (choice.kind !== 'ranges') return;
          for (const { first, last } of choice.ranges)
            expect(first >= 0 && first <= last && last < size).toBe(true);
        },
      ),
    );
  });
});

describe('conditions', () => {
  const validators = { etag: '"v1"', modified: MODIFIED };
  const same = new Date(MODIFIED).toUTCString();
  const before = new Date(MODIFIED - 60_000).toUTCString();
  it.each([
    ['none', {}, 'send'],
    ['the same tag', { 'if-none-match': '"v1"' }, 'not-modified'],
    ['the same tag, weak, in a list', { 'if-none-match': '"v0", W/"v1"' }, 'not-modified'],
    ['another tag wins over the same date', { 'if-none-match': '"v0"', 'if-modified-since': same }, 'send'],
    ['the same date', { 'if-modified-since': same }, 'not-modified'],
    ['an older date', { 'if-modified-since': before }, 'send'],
    ['no date at all', { 'if-modified-since': 'yesterday' }, 'send'],
    ['if-match of any', { 'if-match': '*' }, 'send'],
    ['if-match of another', { 'if-match': '"v0"' }, 'failed'],
    ['changed since', { 'if-unmodified-since': before }, 'failed'],
    ['unchanged since', { 'if-unmodified-since': same }, 'send'],
  ])('%s', (_name, headers, expected) => {
    expect(decideConditions(headers, validators)).toBe(expected);
    expect(decideConditions(headers, undefined)).toBe('send');
  });

  it.each([
    ['no If-Range', {}, true],
    ['the same tag', { 'if-range': '"v1"' }, true],
    ['a weak tag', { 'if-range': 'W/"v1"' }, false],
    ['the same date', { 'if-range': same }, true],
    ['another date', { 'if-range': before }, false],
    ['nonsense', { 'if-range': 'v1' }, false],
  ])('a range counts: %s', (_name, headers, expected) => {
    expect(rangeApplies(headers, validators)).toBe(expected);
  });
});

describe('a request target', () => {
  const target = (path: string, slash = false, query: Record<string, string> = {}) => ({
    path,
    slash,
    query: new Map(Object.entries(query)),
  });
  it.each([
    ['a plain path', '/images/x/tree/dists', target('/images/x/tree/dists')],
    ['a directory', '/images/', target('/images', true)],
    ['the root', '/', target('/', true)],
    ['escapes that installers write', '/pool/g%2b%2b_1%7edeb.deb', target('/pool/g++_1~deb.deb')],
    ['a plain plus is a plus', '/pool/g++.deb', target('/pool/g++.deb')],
    ['a query', '/boot?mac=52%3a54&m=A+B&m=C&e', target('/boot', false, { mac: '52:54', m: 'C', e: '' })],
    ['a broken escape in a query stays', '/boot?load=100%', target('/boot', false, { load: '100%' })],
    ['a question mark in a query', '/boot?a=b?c', target('/boot', false, { a: 'b?c' })],
    ['the form that proxies are asked in', 'http://10.77.0.1:8080/x', target('/x')],
    ['double slashes', '//images//x', target('/images/x')],
  ])('%s', (_name, asked, expected) => {
    expect(parseTarget(asked)).toEqual(expected);
  });
  it.each([
    ['a broken escape', '/a%zz'],
    ['half an escape', '/a%2'],
    ['bytes that are not UTF-8', '/%ff'],
    ['a climb', '/../etc/passwd'],
    ['a climb in escapes', '/%2e%2e/etc'],
    ['a climb with an escaped slash', '/a%2f..%2f..%2fetc'],
    ['a zero', '/a%00'],
    ['an asterisk', '*'],
  ])('%s is bad', (_name, asked) => {
    expect(parseTarget(asked)).toHaveProperty('bad');
  });
  it('any text is a path inside the tree or bad', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseTarget(`/${text}`);
        if ('path' in parsed) expect(parsed.path.split('/')).not.toContain('..');
      }),
    );
  });
});

describe('an answer', () => {
  const tree = memoryTree(
    { '/d/a.efi': new Uint8Array(100), '/d/<b>&c:d.txt': '', '/s.ipxe': '#!ipxe' },
    { '/d/a.efi': { etag: 'v1' } },
  );
  const plan = async (asked: string, headers = {}, method: 'GET' | 'HEAD' = 'GET') => {
    const target = parseTarget(asked);
    if ('bad' in target) throw new Error(target.bad);
    const node = await tree.open(target.path, { address: '10.77.0.2', door: 'http' });
    return planResponse({ method, headers, target, boundary: 'BOUND' }, node);
  };
  const file = {
    'Accept-Ranges': 'bytes',
    ETag: '"v1"',
    'Last-Modified': 'Fri, 20 Nov 2026 08:30:00 GMT',
  };

  it('with a whole file', async () => {
    const headers = { ...file, 'Content-Type': 'application/efi', 'Content-Length': 100 };
    expect(await plan('/d/a.efi')).toEqual({ status: 200, headers, body: [{ first: 0, last: 99 }] });
    expect(await plan('/d/a.efi', {}, 'HEAD')).toEqual({ status: 200, headers, body: [] });
  });
  it('with a part', async () => {
    expect(await plan('/d/a.efi', { range: 'bytes=90-' })).toEqual({
      status: 206,
      headers: {
        ...file,
        'Content-Type': 'application/efi',
        'Content-Range': 'bytes 90-99/100',
        'Content-Length': 10,
      },
      body: [{ first: 90, last: 99 }],
    });
  });
  it('with the whole file when the part is of another version', async () => {
    expect((await plan('/d/a.efi', { range: 'bytes=90-', 'if-range': '"v0"' })).status).toBe(200);
  });
  it('with two parts', async () => {
    const { status, headers, body } = await plan('/d/a.efi', { range: 'bytes=0-1,98-' });
    const text = body
      .map((part) =>
        part instanceof Uint8Array ? Buffer.from(part).toString() : `<${part.first}-${part.last}>`,
      )
      .join('');
    const head = (range: string) =>
      `\r\n--BOUND\r\nContent-Type: application/efi\r\nContent-Range: bytes ${range}/100\r\n\r\n`;
    expect(text).toBe(`${head('0-1')}<0-1>${head('98-99')}<98-99>\r\n--BOUND--\r\n`);
    expect([status, headers['Content-Type']]).toEqual([206, 'multipart/byteranges; boundary=BOUND']);
    expect(headers['Content-Length']).toBe(text.length - '<0-1><98-99>'.length + 4);
  });
  it('with a range that is not there', async () => {
    expect(await plan('/d/a.efi', { range: 'bytes=100-' })).toMatchObject({
      status: 416,
      headers: { 'Content-Range': 'bytes */100' },
    });
  });
  it('that nothing has changed', async () => {
    expect(await plan('/d/a.efi', { 'if-none-match': '"v1"' })).toEqual({
      status: 304,
      headers: file,
      body: [],
    });
  });
  it('with a rendered script, which nobody keeps', async () => {
    expect(await plan('/s.ipxe', { 'if-modified-since': new Date().toUTCString() })).toMatchObject({
      status: 200,
      headers: { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' },
    });
  });
  it('with an empty file', async () => {
    expect(await plan('/d/%3Cb%3E%26c%3Ad.txt')).toMatchObject({
      status: 200,
      headers: { 'Content-Length': 0 },
      body: [],
    });
  });
  it('that a directory is meant', async () => {
    expect(await plan('/d')).toMatchObject({ status: 301, headers: { Location: '/d/' } });
  });
  it('that there is nothing, without the reason', async () => {
    const { status, body } = await plan('/nothing');
    expect([status, Buffer.from(body[0] as Uint8Array).toString()]).toEqual([404, 'Not found\n']);
  });
  it('for a medium that is gone asks to come again, for a changed one it does not', () => {
    const at = { name: 'Debian', path: '/x.iso' };
    expect(planFailure(new FieldbootError('MEDIUM_GONE', at))).toMatchObject({
      status: 503,
      headers: { 'Retry-After': '5' },
    });
    expect(planFailure(new FieldbootError('MEDIUM_CHANGED', at)).status).toBe(410);
    expect(planFailure(new FieldbootError('BOOT_FILES_MISSING', { file: 'x' })).status).toBe(424);
  });
});

it('a listing escapes names, for the page and for the link', () => {
  const entry = { directory: false, size: 3, modified: MODIFIED };
  const page = renderListing({
    kind: 'directory',
    path: '/<d>',
    entries: [
      { ...entry, name: '"><script>.txt' },
      { ...entry, name: 'a&b', directory: true },
    ],
  });
  expect(page).toContain(
    '<tr><td><a href="./%22%3E%3Cscript%3E.txt">&quot;&gt;&lt;script&gt;.txt</a></td><td>3</td><td>2026-11-20 08:30</td></tr>',
  );
  expect(page).toContain('<a href="./a%26b/">a&amp;b/</a>');
  expect(page).toContain('<h1>/&lt;d&gt;</h1>');
  expect(page).not.toContain('<script>');
});

it('types follow the ending', () => {
  expect(['/x.EFI', '/vmlinuz', '/a.b/c', '/constructor', '/preseed.cfg'].map(contentTypeOf)).toEqual([
    'application/efi',
    'application/octet-stream',
    'application/octet-stream',
    'application/octet-stream',
    'text/plain; charset=utf-8',
  ]);
});
