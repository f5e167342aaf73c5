import { describe, expect, test } from 'vitest';
import { problem } from '../../core/errors.ts';
import {
  decidePreflight,
  type HeardServer,
  nameServer,
  type PreflightFacts,
  refusal,
} from '../../core/netboot/preflight.ts';

const wired: PreflightFacts['interface'] = {
  name: 'eth0',
  addresses: ['10.77.0.1/24'],
  link: true,
  wireless: false,
  defaultRoute: false,
  virtual: false,
};

const router: HeardServer = {
  address: '192.168.1.1',
  kind: 'dhcp',
  mac: 'a8:57:4e:00:00:01',
  vendor: 'TP-Link',
  offered: '192.168.1.50',
  router: '192.168.1.1',
  bootFile: null,
};
const other: HeardServer = { ...router, address: '192.168.1.2', mac: null, vendor: null };
const pxe: HeardServer = { ...other, kind: 'pxe', offered: null, router: null, bootFile: 'undionly.kpxe' };

interface Facts extends Partial<Omit<PreflightFacts, 'interface'>> {
  readonly interface?: Partial<PreflightFacts['interface']>;
}
const facts = ({ interface: one, ...more }: Facts = {}): PreflightFacts => ({
  servers: [],
  listening: 'well',
  noAddress: null,
  doors: [],
  ...more,
  interface: { ...wired, ...one },
});

const busy = problem('PORT_BUSY', { door: 'TFTP', protocol: 'UDP', port: 69, hint: 'dnsmasq, process 812' });

/** [what is found, facts, mode, code of the reason, may insist, codes of the checks that are not fine] */
type Row = readonly [string, Facts, string, string | null, boolean, readonly string[]];

const ROWS: readonly Row[] = [
  ['a free cable', {}, 'full-dhcp', null, false, []],
  [
    'an interface without an address, which can be lent',
    { interface: { addresses: [] } },
    'full-dhcp',
    null,
    false,
    ['INTERFACE_NO_ADDRESS'],
  ],
  [
    'an interface without an address, which this account cannot lend',
    { interface: { addresses: [] }, noAddress: 'this account lacks the right (CAP_NET_ADMIN)' },
    'do-not-start',
    'ADDRESS_FORBIDDEN',
    false,
    ['ADDRESS_FORBIDDEN'],
  ],
  [
    'an interface with an address needs no right to set one',
    { noAddress: 'this account lacks the right (CAP_NET_ADMIN)' },
    'full-dhcp',
    null,
    false,
    [],
  ],
  [
    'no link: nothing was heard, which says nothing',
    { interface: { link: false }, listening: 'no-link' },
    'full-dhcp',
    null,
    false,
    ['INTERFACE_NO_LINK', 'LISTENING_IMPOSSIBLE'],
  ],
  [
    'a virtual interface is only a doubt',
    { interface: { virtual: true } },
    'full-dhcp',
    null,
    false,
    ['INTERFACE_VIRTUAL'],
  ],
  [
    'a kernel that drops foreign packets is only a doubt',
    { listening: 'partly' },
    'full-dhcp',
    null,
    false,
    ['LISTENING_PARTIAL'],
  ],
  [
    'listening failed',
    { listening: { failed: 'no rights' } },
    'full-dhcp',
    null,
    false,
    ['LISTENING_IMPOSSIBLE'],
  ],
  [
    'a wireless interface',
    { interface: { wireless: true } },
    'do-not-start',
    'INTERFACE_WIRELESS',
    true,
    ['INTERFACE_WIRELESS'],
  ],
  [
    'the way to the internet',
    { interface: { defaultRoute: true } },
    'do-not-start',
    'INTERFACE_DEFAULT_ROUTE',
    true,
    ['INTERFACE_DEFAULT_ROUTE'],
  ],
  [
    'a danger weighs more than a busy port, which cannot be insisted away',
    { interface: { wireless: true }, doors: [busy] },
    'do-not-start',
    'INTERFACE_WIRELESS',
    true,
    ['INTERFACE_WIRELESS', 'PORT_BUSY'],
  ],
  ['a busy port', { doors: [busy] }, 'do-not-start', 'PORT_BUSY', false, ['PORT_BUSY']],
  [
    'a busy port weighs more than another server',
    { doors: [busy], servers: [router] },
    'do-not-start',
    'PORT_BUSY',
    false,
    ['PORT_BUSY', 'OTHER_DHCP_SERVER'],
  ],
  ['a DHCP server', { servers: [router] }, 'proxy-dhcp', 'OTHER_DHCP_SERVER', true, ['OTHER_DHCP_SERVER']],
  [
    'a DHCP server that names a boot file',
    { servers: [{ ...router, bootFile: 'pxelinux.0' }] },
    'proxy-dhcp',
    'OTHER_DHCP_SERVER',
    true,
    ['OTHER_DHCP_SERVER', 'OTHER_PXE_SERVER'],
  ],
  ['a proxy DHCP alone is a competitor', { servers: [pxe] }, 'full-dhcp', null, false, ['OTHER_PXE_SERVER']],
  [
    'a DHCP server and a proxy DHCP',
    { servers: [pxe, router] },
    'proxy-dhcp',
    'OTHER_DHCP_SERVER',
    true,
    ['OTHER_DHCP_SERVER', 'OTHER_PXE_SERVER'],
  ],
];

describe('the proposal', () => {
  test.each(ROWS)('for %s', (_, given, mode, code, insist, doubts) => {
    const { proposal, checks } = decidePreflight(facts(given));
    expect([proposal.mode, proposal.because?.code ?? null, proposal.insist]).toEqual([mode, code, insist]);
    expect(checks.filter(({ ok }) => !ok).map((one) => one.problem?.code)).toEqual(doubts);
  });

  test('is a sentence that says because', () => {
    const { proposal } = decidePreflight(facts({ servers: [router, other] }));
    expect(proposal.sentence).toBe(
      'Serve beside it (proxy DHCP), because: Another DHCP server, 192.168.1.1 (TP-Link, a8:57:4e:00:00:01), ' +
        '192.168.1.2, already gives addresses on eth0: with two of them machines get now one answer, now the other.',
    );
  });

  test('does not promise what was not heard', () => {
    const said = (listening: PreflightFacts['listening']) =>
      decidePreflight(facts({ listening })).proposal.sentence;
    expect(said('well')).toBe('Full DHCP on eth0: nobody else gives addresses there.');
    expect(said('partly')).toBe('Full DHCP on eth0, if nobody else gives addresses there.');
  });

  test('comes with every check, the fine ones too', () => {
    expect(decidePreflight(facts()).checks).toEqual([
      {
        id: 'interface',
        ok: true,
        problem: null,
        sentence: 'eth0 is wired and not this laptop’s way to the internet.',
      },
      { id: 'link', ok: true, problem: null, sentence: 'eth0 has a link.' },
      { id: 'address', ok: true, problem: null, sentence: 'eth0 has the address 10.77.0.1/24.' },
      { id: 'doors', ok: true, problem: null, sentence: 'Every port that machines need can be opened.' },
      {
        id: 'other-servers',
        ok: true,
        problem: null,
        sentence: 'No other DHCP or network boot server answers on eth0.',
      },
    ]);
  });
});

test.each([
  ['nothing', facts(), null],
  ['a DHCP server', facts({ servers: [router] }), 'OTHER_DHCP_SERVER'],
  ['a boot server without addresses', facts({ servers: [pxe] }), null],
  ['a wireless interface', facts({ interface: { wireless: true } }), 'INTERFACE_WIRELESS'],
  ['a default route', facts({ interface: { defaultRoute: true } }), 'INTERFACE_DEFAULT_ROUTE'],
])('serving is refused for %s', (_, given, code) => {
  expect(refusal(given)?.code ?? null).toBe(code);
});

test('a server is named by what is known of it', () => {
  expect([router, other, { ...other, mac: 'a8:57:4e:00:00:01' }].map(nameServer)).toEqual([
    '192.168.1.1 (TP-Link, a8:57:4e:00:00:01)',
    '192.168.1.2',
    '192.168.1.2 (a8:57:4e:00:00:01)',
  ]);
});
