import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSyslog } from '../../core/wire/syslog.ts';

const read = (text: string) => readSyslog(new TextEncoder().encode(text));

describe('a line of syslog', () => {
  it.each<[string, string, object | null]>([
    [
      'BusyBox of debian-installer, without a host name',
      '<30>Nov 27 10:00:01 main-menu[210]: INFO: Menu item netcfg selected',
      { severity: 6, program: 'main-menu', text: 'INFO: Menu item netcfg selected' },
    ],
    [
      'rsyslog of anaconda, with a host name',
      '<13>Nov 27 10:00:01 localhost anaconda: packaging: downloading packages',
      { severity: 5, program: 'anaconda', text: 'packaging: downloading packages' },
    ],
    [
      'RFC 5424',
      '<165>1 2003-10-11T22:14:15.003Z mymachine evntslog - ID47 [a@1 b="c \\]"] An application event',
      { severity: 5, program: 'evntslog', text: 'An application event' },
    ],
    [
      'RFC 5424 without an application',
      '<11>1 - - - - - - hello',
      { severity: 3, program: null, text: 'hello' },
    ],
    [
      'a day of one digit',
      '<27>Jan  1 00:00:00 kernel: panic',
      { severity: 3, program: 'kernel', text: 'panic' },
    ],
    ['a text alone', 'something happened', { severity: 5, program: null, text: 'something happened' }],
    [
      'control characters',
      '<14>a: b\u001b[2Jc',
      { severity: 6, program: 'a', text: expect.not.stringContaining('\u001b') },
    ],
    ['nothing', '', null],
    ['a priority alone', '<14>', null],
  ])('%s', (_, text, expected) => {
    const line = read(text);
    if (expected === null) expect(line).toBeNull();
    else expect(line).toEqual(expected);
  });

  it('is cut where it is long', () => {
    expect(read(`<14>a: ${'x'.repeat(5000)}`)?.text.length).toBeLessThanOrEqual(400);
  });

  it('of any bytes is read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const line = readSyslog(bytes);
        expect(line === null || (line.severity >= 0 && line.severity < 8)).toBe(true);
      }),
    );
  });
});
