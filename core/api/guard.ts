/**
 * Who may use the control API: whoever has the token, from this laptop, from our own window.
 *
 * The API listens on loopback, but so can any web page in the technician's browser reach it: the Host check stops
 * DNS rebinding, the Origin check stops other sites, the token stops other programs and users.
 */
import { timingSafeEqual } from 'node:crypto';

export interface RequestFacts {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Authorization header. */
  readonly authorization: string | undefined;
  /** `token` of the query, for the event stream where no header can be set. */
  readonly queryToken: string | undefined;
}

/** The reason to refuse, or null. */
export function refusal(facts: RequestFacts, token: string, port: number): string | null {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (facts.host === undefined || !ours.includes(facts.host)) return 'the Host header is not this laptop';
  if (facts.origin !== undefined && !ours.some((host) => facts.origin === `http://${host}`))
    return 'the Origin is another site';
  const given = facts.authorization?.replace(/^Bearer /, '') ?? facts.queryToken ?? '';
  return sameText(given, token) ? null : 'the token is missing or wrong';
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
