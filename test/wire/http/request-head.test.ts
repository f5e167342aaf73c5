import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfHead, parseRequestHead } from '../../../core/wire/http/request-head.ts';

const head = (...lines: string[]) => parseRequestHead(lines.join('\r\n'));

describe('the head of a request', () => {
  it('as debian-installer sends it', () => {
    expect(
      head(
        'GET /d-i/preseed.cfg?a=b HTTP/1.1',
        'Host: 10.77.0.1:8067',
        'User-Agent: Wget',
        'Connection: close',
      ),
    ).toEqual({
      method: 'GET',
      target: '/d-i/preseed.cfg?a=b',
      headers: { host: '10.77.0.1:8067', 'user-agent': 'Wget', connection: 'close' },
      keepAlive: false,
      body: { length: 0 },
      expectsContinue: false,
    });
  });
  it.each([
    ['HTTP/1.1 goes on', 'HTTP/1.1', [], true],
    ['HTTP/1.1 told to end', 'HTTP/1.1', ['Connection: Keep-Alive, Close'], false],
    ['HTTP/1.0 ends', 'HTTP/1.0', [], false],
    ['HTTP/1.0 asked to go on', 'HTTP/1.0', ['Connection: Keep-Alive'], true],
  ])('%s', (_name, version, lines, keepAlive) => {
    expect(head(`GET / ${version}`, ...lines)).toMatchObject({ keepAlive });
  });
  it('joins a header that comes twice', () => {
    expect(head('GET / HTTP/1.1', 'If-None-Match: "a"', 'if-none-match:"b"')).toMatchObject({
      headers: { 'if-none-match': '"a", "b"' },
    });
  });
  it.each([
    ['of a length', ['Content-Length: 12'], { length: 12 }],
    ['in chunks', ['Transfer-Encoding: chunked'], 'chunked'],
  ])('announces a body %s', (_name, lines, body) => {
    expect(head('POST / HTTP/1.1', ...lines)).toMatchObject({ body });
  });
  it.each([
    [400, 'nothing', ['']],
    [400, 'HTTP/0.9', ['GET /']],
    [400, 'a space in the target', ['GET /a b HTTP/1.1']],
    [400, 'a zero in the target', ['GET /a\0 HTTP/1.1']],
    [400, 'a zero in a header', ['GET / HTTP/1.1', 'a: b\0']],
    [400, 'a lone line feed', ['GET / HTTP/1.1', 'a: b\nc: d']],
    [400, 'a folded line', ['GET / HTTP/1.1', 'a: b', ' c']],
    [400, 'a space before the colon', ['GET / HTTP/1.1', 'a : b']],
    [400, 'no name', ['GET / HTTP/1.1', ': b']],
    [400, 'no colon', ['GET / HTTP/1.1', 'ab']],
    [400, 'two lengths', ['POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2']],
    [400, 'a length below nothing', ['POST / HTTP/1.1', 'Content-Length: -1']],
    [400, 'a length and chunks', ['POST / HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked']],
    [501, 'another coding', ['POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked']],
    [505, 'HTTP/2', ['PRI * HTTP/2.0']],
    [431, '101 headers', ['GET / HTTP/1.1', ...Array.from({ length: 101 }, (_, at) => `h${at}: x`)]],
  ])('is refused with %d: %s', (status, _name, lines) => {
    expect(head(...lines)).toMatchObject({ status });
  });
  it('keeps a name such as __proto__ as a name', () => {
    const read = head('GET / HTTP/1.1', '__proto__: x');
    expect('headers' in read && Object.keys(read.headers)).toEqual(['__proto__']);
  });
  it('any text is a head or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (line, field) => {
        for (const text of [line, `GET / HTTP/1.1\r\n${field}`, `GET /${line} HTTP/1.1\r\na: ${field}`])
          expect(['headers' in parseRequestHead(text), 'refused' in parseRequestHead(text)]).toContain(true);
      }),
    );
  });
  it('ends after the empty line', () => {
    expect([endOfHead(Buffer.from('GET / HTTP/1.0\r\n\r')), endOfHead(Buffer.from('a\r\n\r\nb'))]).toEqual([
      -1, 5,
    ]);
  });
});
