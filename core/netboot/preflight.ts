/**
 * Whether and how to serve on an interface: what was found there becomes a proposal, with a sentence for every doubt.
 */

import { type Problem, problem } from '../errors.ts';

/** What serving looks like where nothing speaks against it, or what is proposed instead. */
export type ProposedMode = 'full-dhcp' | 'proxy-dhcp' | 'do-not-start';

/** A DHCP or network boot server that was heard. Text from the wire is printable and short. */
export interface HeardServer {
  /** Its server identifier (option 54), or where its packet came from. */
  readonly address: string;
  /** `dhcp` gives addresses; `pxe` answers network boot clients without giving one (proxy DHCP). */
  readonly kind: 'dhcp' | 'pxe';
  /** Hardware address of the sender, where the system tells; behind a router it is the router's. */
  readonly mac: string | null;
  /** Who made it, or what kind of server it seems to be. */
  readonly vendor: string | null;
  /** The address it offered. */
  readonly offered: string | null;
  readonly router: string | null;
  readonly bootFile: string | null;
}

/**
 * How well the wire was listened to: `well`; `partly`, the kernel may have dropped answers of foreign networks;
 * `no-link`, there was nothing to listen to; otherwise the words of what went wrong.
 */
export type Listening = 'well' | 'partly' | 'no-link' | { readonly failed: string };

export interface PreflightFacts {
  readonly interface: {
    readonly name: string;
    /** CIDR form; empty: Fieldboot would lend it one. */
    readonly addresses: readonly string[];
    readonly link: boolean;
    readonly wireless: boolean;
    readonly defaultRoute: boolean;
    readonly virtual: boolean;
  };
  readonly servers: readonly HeardServer[];
  readonly listening: Listening;
  /** Why Fieldboot cannot lend the interface an address; null: it can. */
  readonly noAddress: string | null;
  /** Doors that could not be opened: PORT_BUSY with its holder, PORT_FORBIDDEN with the way to the rights. */
  readonly doors: readonly Problem[];
}

/** One thing looked at. `problem` null: it is as it should be. */
export interface Check {
  readonly id: 'interface' | 'link' | 'address' | 'doors' | 'other-servers';
  /** false: it stands in the way, or should at least be known. */
  readonly ok: boolean;
  readonly problem: Problem | null;
  /** What was found, in words. */
  readonly sentence: string;
}

export interface Proposal {
  readonly mode: ProposedMode;
  /** null: nothing speaks against full DHCP. */
  readonly because: Problem | null;
  readonly sentence: string;
  /** The technician may insist on serving all the same. */
  readonly insist: boolean;
}

export interface Preflight {
  readonly proposal: Proposal;
  readonly checks: readonly Check[];
}

/** Decides from the facts. The first reason that weighs most is the one that is told. */
export function decidePreflight(facts: PreflightFacts): Preflight {
  return { proposal: propose(facts), checks: checksOf(facts) };
}

/**
 * Why full DHCP is refused unless the technician insists, or null: an interface that is other people's, then another
 * server that gives addresses. A boot server that gives none is no reason: it is a competitor, not a danger.
 */
export function refusal(facts: Pick<PreflightFacts, 'interface' | 'servers'>): Problem | null {
  return dangerOf(facts.interface) ?? otherDhcp(facts.interface.name, facts.servers);
}

/** Why an interface should not be served on at all, or null. */
export function dangerOf(one: PreflightFacts['interface']): Problem | null {
  if (one.wireless) return problem('INTERFACE_WIRELESS', { name: one.name });
  if (one.defaultRoute) return problem('INTERFACE_DEFAULT_ROUTE', { name: one.name });
  return null;
}

/** A server in one breath: `192.168.1.1 (TP-Link, a8:57:4e:00:00:01)`. */
export function nameServer({
  address,
  mac,
  vendor,
}: Pick<HeardServer, 'address' | 'mac' | 'vendor'>): string {
  const known = [vendor, mac].filter((part) => part !== null);
  return known.length === 0 ? address : `${address} (${known.join(', ')})`;
}

function propose(facts: PreflightFacts): Proposal {
  const { name } = facts.interface;
  const danger = dangerOf(facts.interface);
  if (danger !== null) return proposal('do-not-start', danger, true);
  const [obstacle] = [...unlendable(facts), ...facts.doors];
  if (obstacle !== undefined) return proposal('do-not-start', obstacle, false);
  const other = otherDhcp(name, facts.servers);
  if (other !== null) return proposal('proxy-dhcp', other, true);
  const sentence =
    facts.listening === 'well'
      ? `Full DHCP on ${name}: nobody else gives addresses there.`
      : `Full DHCP on ${name}, if nobody else gives addresses there.`;
  return { mode: 'full-dhcp', because: null, sentence, insist: false };
}

/** That there is no address and none can be lent. */
function unlendable({ interface: one, noAddress }: PreflightFacts): Problem[] {
  if (one.addresses.length > 0 || noAddress === null) return [];
  return [problem('ADDRESS_FORBIDDEN', { name: one.name, detail: noAddress })];
}

function proposal(mode: 'proxy-dhcp' | 'do-not-start', because: Problem, insist: boolean): Proposal {
  const start = mode === 'proxy-dhcp' ? 'Serve beside it (proxy DHCP)' : 'Do not start here';
  return { mode, because, sentence: `${start}, because: ${because.sentence}`, insist };
}

function otherDhcp(name: string, servers: readonly HeardServer[]): Problem | null {
  const giving = servers.filter(({ kind }) => kind === 'dhcp');
  return giving.length === 0 ? null : problem('OTHER_DHCP_SERVER', { name, server: nameAll(giving) });
}

const nameAll = (servers: readonly HeardServer[]): string => servers.map(nameServer).join(', ');

function checksOf(facts: PreflightFacts): Check[] {
  const { interface: one, doors } = facts;
  return [
    interfaceCheck(one),
    one.link
      ? good('link', `${one.name} has a link.`)
      : bad('link', problem('INTERFACE_NO_LINK', { name: one.name })),
    one.addresses[0] === undefined
      ? bad('address', unlendable(facts)[0] ?? problem('INTERFACE_NO_ADDRESS', { name: one.name }))
      : good('address', `${one.name} has the address ${one.addresses[0]}.`),
    ...(doors.length === 0
      ? [good('doors', 'Every port that machines need can be opened.')]
      : doors.map((door) => bad('doors', door))),
    ...serverChecks(facts),
  ];
}

function interfaceCheck(one: PreflightFacts['interface']): Check {
  const danger = dangerOf(one);
  if (danger !== null) return bad('interface', danger);
  if (one.virtual) return bad('interface', problem('INTERFACE_VIRTUAL', { name: one.name }));
  return good('interface', `${one.name} is wired and not this laptop’s way to the internet.`);
}

function serverChecks({ interface: { name }, servers, listening }: PreflightFacts): Check[] {
  const pxe = servers.filter((one) => one.kind === 'pxe' || one.bootFile !== null);
  const found = [
    otherDhcp(name, servers),
    pxe.length === 0 ? null : problem('OTHER_PXE_SERVER', { name, server: nameAll(pxe) }),
  ].flatMap((one) => (one === null ? [] : [bad('other-servers', one)]));
  if (found.length > 0) return found;
  const doubt = doubtOf(name, listening);
  return doubt === null
    ? [good('other-servers', `No other DHCP or network boot server answers on ${name}.`)]
    : [bad('other-servers', doubt)];
}

function doubtOf(name: string, listening: Listening): Problem | null {
  if (listening === 'well') return null;
  if (listening === 'partly') return problem('LISTENING_PARTIAL', { name });
  const detail = listening === 'no-link' ? 'it has no link' : listening.failed;
  return problem('LISTENING_IMPOSSIBLE', { name, detail });
}

const good = (id: Check['id'], sentence: string): Check => ({ id, ok: true, problem: null, sentence });
const bad = (id: Check['id'], found: Problem): Check => ({
  id,
  ok: false,
  problem: found,
  sentence: found.sentence,
});
