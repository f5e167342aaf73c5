/** What the window's session may do: talk to the engine, and nothing else. */
import type { Session } from 'electron';

/**
 * The engine sends its own policy with every file of the window. This one is for a page that came without one, an
 * error page of some other program on the port for example: it may run nothing.
 */
const NOTHING_ALLOWED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Schemes of pages and values that never leave this process. */
const LOCAL_SCHEMES = ['devtools:', 'blob:', 'data:'];

/** Whether a request may go out: to the engine, or to nobody. */
export function mayRequest(address: string, origin: string | null): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  return LOCAL_SCHEMES.includes(url.protocol) || (origin !== null && url.origin === origin);
}

type Headers = Record<string, string[]>;

/** The headers with a content security policy: the one that came, else one that allows nothing. */
export function withPolicy(headers: Headers): Headers {
  const hasPolicy = Object.keys(headers).some((name) => name.toLowerCase() === 'content-security-policy');
  return hasPolicy ? headers : { ...headers, 'Content-Security-Policy': [NOTHING_ALLOWED] };
}

/** Shuts a session but for requests to our origin. `origin` is asked at each request: the engine may move. */
export function lockSession(session: Session, origin: () => string | null): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, origin()) }));
  session.webRequest.onHeadersReceived(({ responseHeaders, url }, answer) => {
    // The developer tools are a page of Electron's own.
    const headers = responseHeaders ?? {};
    answer({ responseHeaders: url.startsWith('devtools:') ? headers : withPolicy(headers) });
  });
  // A proxy of the company's network has no business with this laptop's loopback.
  void session.setProxy({ mode: 'direct' });
}
