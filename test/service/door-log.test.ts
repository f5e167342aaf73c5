import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpReport } from '../../core/servers/http.ts';
import type { TftpReport } from '../../core/servers/tftp.ts';
import { DoorLog, missedByHttp, missedByTftp } from '../../core/service/door-log.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const ADDRESS = '10.77.0.100';
const MAC = '52:54:00:aa:bb:cc';

const http = (target: string, more: Partial<HttpReport> = {}): HttpReport => ({
  ...{ from: ADDRESS, method: 'GET', target, status: 404, reason: 'not on the medium', bytes: 0 },
  ...{ complete: true, elapsedMs: 1 },
  ...more,
});
const peer = { address: ADDRESS, port: 2070 };
const refused = (name: string): TftpReport => ({
  ...{ kind: 'refused', from: peer, name, code: 1, reason: 'no boot file' },
});
const ended = (outcome: Extract<TftpReport, { kind: 'ended' }>['outcome'], bytes: number): TftpReport => ({
  ...{ kind: 'ended', from: peer, path: '/loaders/x.efi', outcome, bytes, size: 900 },
  ...{ elapsedMs: 5, blockSize: 512, windowSize: 1 },
});

describe('what a client missed', () => {
  it.each<[string, HttpReport, string | null]>([
    ['a file that is not there', http('/images/d/tree/a?b=c'), 'not on the medium'],
    [
      'a medium that is gone',
      http('/a', { status: 503, reason: 'It is no longer there.' }),
      'It is no longer there.',
    ],
    ['a method that is none', http('/a', { status: 405, reason: null }), 'it was answered with 405'],
    [
      'a broken connection',
      http('/a', { status: 206, complete: false }),
      'the connection broke before the end',
    ],
    ['a whole file', http('/a', { status: 200 }), null],
    ['a file it has already', http('/a', { status: 304 }), null],
    ['the range behind the end', http('/a', { status: 416 }), null],
  ])('by HTTP: %s', (_, report, reason) => {
    expect(missedByHttp(report)?.reason ?? null).toBe(reason);
  });

  it.each<[string, TftpReport, string | null]>([
    ['a file that is not there', refused('loaders/none'), 'no boot file'],
    ['a whole file', ended({ kind: 'complete', confirmed: true }, 900), null],
    ['a question for the size', ended({ kind: 'probe' }, 0), null],
    ['breaking off before the first block', ended({ kind: 'aborted', code: 8, message: 'options' }, 0), null],
    [
      'breaking off in the middle',
      ended({ kind: 'aborted', code: 3, message: 'disk full' }, 512),
      'the machine broke off: disk full (512 of 900 bytes)',
    ],
    [
      'going away',
      ended({ kind: 'lost', reason: 'it stopped answering' }, 512),
      'it stopped answering (512 of 900 bytes)',
    ],
    ['a disk that fails', ended({ kind: 'failed', reason: 'EIO' }, 0), 'EIO (0 of 900 bytes)'],
    ['a repeated request', { kind: 'ignored', from: peer, reason: 'a repeated request' }, null],
  ])('by TFTP: %s', (_, report, reason) => {
    expect(missedByTftp(report)?.reason ?? null).toBe(reason);
  });
});

describe('the log of the doors', () => {
  let test: TestEngine;
  let log: DoorLog;
  let now = 0;
  beforeEach(async () => {
    test = await openTestEngine();
    now = 1_000_000;
    log = new DoorLog(test.engine.hub, test.engine.machines, () => now);
  });
  afterEach(() => test.close());

  const missed = () =>
    test.engine.store.events.list({ limit: 1000 }).filter((event) => event.kind === 'missed');

  it('tells which machine missed what, and changes nothing in its state', () => {
    test.engine.machines.sighted(MAC, { address: ADDRESS });
    const before = test.engine.machines.get(MAC);
    log.note(http('/images/d/tree/netboot/linux'));
    expect(missed().map(({ mac, detail }) => ({ mac, detail }))).toEqual([
      {
        mac: MAC,
        detail: {
          ...{ address: ADDRESS, door: 'http', file: '/images/d/tree/netboot/linux' },
          reason: 'not on the medium',
        },
      },
    ]);
    expect(test.engine.machines.get(MAC)).toEqual(before);
  });

  it('tells the same once a minute, and not without end', () => {
    for (let n = 0; n < 5; n++) log.note(refused('pxelinux.0'));
    expect(missed().length).toBe(1);
    now += 60_000;
    log.note(refused('pxelinux.0'));
    expect(missed().length).toBe(2);
    for (let n = 0; n < 500; n++) log.note(refused(`scan-${n}`));
    expect(missed().length).toBeLessThanOrEqual(201);
  });

  it.each([
    '/images/d/tree/dists/trixie/InRelease',
    '/images/d/tree/dists/trixie/main/i18n/Translation-en.xz',
    '/images/r/tree/images/updates.img',
    'revocations_sbat.efi',
    '/loaders/shim_certificate_1.efi',
    'autoexec.ipxe',
    'pxelinux.cfg/01-52-54-00-aa-bb-cc',
    '/grub/grub.cfg-01-52-54-00-aa-bb-cc',
    '/favicon.ico',
  ])('is silent about %s, which clients only try', (file) => {
    log.note(refused(file));
    log.note(http(file));
    expect(missed()).toEqual([]);
  });

  it('shows no token and no control characters', () => {
    log.note(http('/machines/52:54:00:aa:bb:cc/0123456789abcdef/ks.cfg'));
    // Through a proxy; and its folder, which is nothing.
    log.note(http('http://10.77.0.1:8067/machines/52:54:00:aa:bb:cc/0123456789abcdef/ks.cfg'));
    log.note(http('/machines/52:54:00:aa:bb:cc/0123456789abcdef'));
    log.note(http('/machines/52:54:00:aa:bb:cc/boot.ipxe'));
    log.note(refused('a\u001b[2J'));
    expect(missed().map(({ detail }) => detail.file)).toEqual([
      '/machines/52:54:00:aa:bb:cc/…/ks.cfg',
      'http://10.77.0.1:8067/machines/52:54:00:aa:bb:cc/…/ks.cfg',
      '/machines/52:54:00:aa:bb:cc/…',
      '/machines/52:54:00:aa:bb:cc/boot.ipxe',
      'a\ufffd[2J',
    ]);
  });
});
