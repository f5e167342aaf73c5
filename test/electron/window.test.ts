import type { Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { lockSession, mayRequest, withPolicy } from '../../electron/session.ts';
import { createWindow, externalAddress, guardContents } from '../../electron/window.ts';
import { BrowserWindow, calls, FakeContents, FakeSession, resetElectron } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));
beforeEach(resetElectron);

const ORIGIN = 'http://127.0.0.1:8066';

test('the window is shut off in every preference', () => {
  createWindow({ preload: '/p.cjs', bounds: null, maximized: false });
  expect(BrowserWindow.all[0]?.options).toMatchObject({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: {
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    },
  });
});

describe('contents', () => {
  const guarded = (origin: string | null = ORIGIN) => {
    const contents = new FakeContents();
    guardContents(contents as unknown as WebContents, () => origin);
    return contents;
  };
  const refuses = (contents: FakeContents, event: string, facts: object) => {
    const preventDefault = vi.fn();
    contents.emit(event, { ...facts, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };

  test.each([
    ['our page again', `${ORIGIN}/`, true, false],
    ['our page with a token', `${ORIGIN}/#token=x`, true, false],
    ['another page of ours', `${ORIGIN}/api/v1/openapi.json`, true, true],
    ['our page inside a frame', `${ORIGIN}/`, false, true],
    ['a dropped file', 'file:///home/tech/debian.iso', true, true],
    ['the web', 'https://example.org/', true, true],
    ['an address that begins like ours', `${ORIGIN}.example.org/`, true, true],
    ['script', 'javascript:alert(1)', true, true],
  ])('navigating to %s', (_what, url, isMainFrame, refused) => {
    expect(refuses(guarded(), 'will-frame-navigate', { url, isMainFrame })).toBe(refused);
  });

  test('go nowhere before there is an engine', () => {
    expect(refuses(guarded(null), 'will-frame-navigate', { url: 'null/', isMainFrame: true })).toBe(true);
  });

  test('are not redirected away and embed nothing', () => {
    expect(refuses(guarded(), 'will-redirect', { url: 'https://example.org/' })).toBe(true);
    expect(refuses(guarded(), 'will-attach-webview', {})).toBe(true);
  });

  test('open no window; a link to the web goes to the browser', () => {
    const contents = guarded();
    expect(contents.openHandler?.({ url: 'https://example.org/doc' })).toEqual({ action: 'deny' });
    expect(contents.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' });
    expect(calls).toEqual(['openExternal https://example.org/doc']);
  });
});

test.each([
  ['https://example.org/a', 'https://example.org/a'],
  ['http://example.org/', 'http://example.org/'],
  ['file:///etc/passwd', null],
  ['smb://server/share', null],
  ['javascript:alert(1)', null],
  ['ms-msdt:/id', null],
  ['https://user:secret@example.org/', null],
  [`${ORIGIN}/#token=x`, null],
  ['http://localhost:1/', null],
  ['http://[::1]:1/', null],
  [`https://example.org/${'x'.repeat(3000)}`, null],
  ['not an address', null],
])('the browser is given %s as %s', (address, given) => {
  expect(externalAddress(address)).toBe(given);
});

describe('the session', () => {
  test.each([
    [`${ORIGIN}/api/v1/status`, ORIGIN, true],
    [`${ORIGIN}/`, null, false],
    ['http://127.0.0.1:8067/boot', ORIGIN, false],
    ['https://example.org/', ORIGIN, false],
    ['file:///etc/passwd', ORIGIN, false],
    ['data:image/png;base64,AA', ORIGIN, true],
    ['devtools://devtools/bundled/x.html', null, true],
    ['nonsense', ORIGIN, false],
  ])('asked for %s with the page %s: %s', (url, origin, allowed) => {
    expect(mayRequest(url, origin)).toBe(allowed);
  });

  test('keeps the policy that came and adds one where none did', () => {
    expect(withPolicy({ 'content-security-policy': ['ours'] })).toEqual({
      'content-security-policy': ['ours'],
    });
    expect(withPolicy({ Server: ['other'] })).toEqual({
      Server: ['other'],
      'Content-Security-Policy': [expect.stringContaining("default-src 'none'")],
    });
  });

  test('gives no permission and lets nothing out but to the engine', () => {
    const session = new FakeSession();
    lockSession(session as unknown as Session, () => ORIGIN);
    const answer = vi.fn();
    session.permissionRequest?.(null, 'media', answer);
    session.beforeRequest?.({ url: 'https://example.org/' }, answer);
    session.beforeRequest?.({ url: `${ORIGIN}/` }, answer);
    session.headersReceived?.({ url: `${ORIGIN}/`, responseHeaders: {} }, answer);
    expect(answer.mock.calls.map(([given]) => given)).toEqual([
      false,
      { cancel: true },
      { cancel: false },
      { responseHeaders: { 'Content-Security-Policy': [expect.any(String)] } },
    ]);
    expect([session.permissionCheck?.(), session.devicePermission?.()]).toEqual([false, false]);
  });
});
