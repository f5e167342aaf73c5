import { expect, test } from 'vitest';
import { whyBrowser } from '../../scripts/find-electron.ts';

const session = { DISPLAY: ':0' };

test.each([
  ['Electron in a graphical session', session, 'linux', 1000, null],
  ['Electron on Wayland', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000, null],
  ['Electron on a Mac, which has no DISPLAY', {}, 'darwin', 501, null],
  ['the browser when asked for', { ...session, FIELDBOOT_BROWSER: '1' }, 'linux', 1000, /FIELDBOOT_BROWSER/],
  ['the browser over ssh', {}, 'linux', 1000, /no graphical session/],
  ['the browser as root', session, 'linux', 0, /sandbox/],
] as const)('%s', (_, env, platform, uid, reason) => {
  const because = whyBrowser(env, platform, uid);
  if (reason === null) expect(because).toBeNull();
  else expect(because).toMatch(reason);
});
