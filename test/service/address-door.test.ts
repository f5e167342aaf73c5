import { describe, expect, test } from 'vitest';
import type { ServeRequest } from '../../core/api/contract.ts';
import { FieldbootError } from '../../core/errors.ts';
import { planAddresses } from '../../core/service/address-door.ts';
import { parseCidr } from '../../core/wire/address.ts';

const cidr = (text: string) => parseCidr(text) ?? { address: 0, prefix: 0 };
const network = cidr('10.77.0.1/24');
const plan = (request: Partial<ServeRequest>) => planAddresses({ interface: 'eth0', ...request }, network);

test('nothing said: full DHCP, twelve hours, no router, authoritative, for everybody', () => {
  expect(plan({})).toEqual({
    mode: 'full-dhcp',
    ranges: [{ first: '10.77.0.100', last: '10.77.0.199' }],
    admission: { allow: [], deny: [] },
    rescue: 'ask',
    told: { options: new Map() },
    rarp: false,
    settings: {
      server: network,
      first: '10.77.0.100',
      last: '10.77.0.199',
      further: [],
      admission: { allow: [], deny: [] },
      leaseSeconds: 43_200,
      router: null,
      dns: [],
      domain: null,
      authoritative: true,
      relayed: [],
    },
  });
});

test('everything said', () => {
  const { settings, admission } = plan({
    range: '10.77.0.10-10.77.0.20,10.77.0.40-10.77.0.49',
    router: '10.77.0.254',
    dns: ['10.77.0.253'],
    domain: 'rack.test',
    leaseSeconds: 600,
    allow: ['52-54-00'],
    deny: ['52:54:00:AB:*'],
    authoritative: false,
    relayed: [{ subnet: '10.88.0.1/24', range: '10.88.0.10-10.88.0.20' }],
  });
  expect(admission).toEqual({ allow: ['52:54:00'], deny: ['52:54:00:ab'] });
  expect(settings).toEqual({
    server: network,
    first: '10.77.0.10',
    last: '10.77.0.20',
    further: [{ first: '10.77.0.40', last: '10.77.0.49' }],
    admission,
    leaseSeconds: 600,
    router: '10.77.0.254',
    dns: ['10.77.0.253'],
    domain: 'rack.test',
    authoritative: false,
    relayed: [
      { subnet: cidr('10.88.0.1/24'), first: '10.88.0.10', last: '10.88.0.20', further: [], router: null },
    ],
  });
});

describe('beside another server', () => {
  test.each<[string, Partial<ServeRequest>, string[]]>([
    ['a proxy gives no addresses', { mode: 'proxy-dhcp' }, []],
    ['nor does it when a range is named', { mode: 'proxy-dhcp', range: '10.77.0.1-10.77.0.9' }, []],
    [
      'but those for machines that ignore split offers',
      { mode: 'proxy-dhcp', rescueRange: '10.77.0.240-10.77.0.247' },
      ['10.77.0.240-10.77.0.247'],
    ],
    [
      'which are chosen where they are to be given without being asked',
      { mode: 'proxy-dhcp', rescuePolicy: 'auto' },
      ['10.77.0.246-10.77.0.253'],
    ],
    ['external mode gives none', { mode: 'external', rescueRange: '10.77.0.240-10.77.0.247' }, []],
  ])('%s', (_, request, ranges) => {
    expect(plan(request).ranges.map(({ first, last }) => `${first}-${last}`)).toEqual(ranges);
  });

  test('a rescued machine keeps its address for ten minutes only', () => {
    expect(plan({ mode: 'proxy-dhcp' }).settings.leaseSeconds).toBe(600);
  });
});

test.each<[string, Partial<ServeRequest>, string]>([
  ['a range of another network', { range: '10.1.1.1-10.1.1.9' }, 'RANGE_INVALID'],
  [
    'a rescue range of another network',
    { mode: 'proxy-dhcp', rescueRange: '10.1.1.1-10.1.1.9' },
    'RANGE_INVALID',
  ],
  ['an option of the protocol itself', { dhcp: { '53': 'u8:2' } }, 'DHCP_OPTION_INVALID'],
  ['a MAC that is none', { allow: ['everybody'] }, 'BAD_REQUEST'],
  ['a relayed network that is none', { relayed: [{ subnet: 'x', range: '1.2.3.4-1.2.3.5' }] }, 'BAD_REQUEST'],
  [
    'a relayed range outside its network',
    { relayed: [{ subnet: '10.88.0.0/24', range: '10.89.0.1-10.89.0.9' }] },
    'RANGE_INVALID',
  ],
])('%s is refused', (_, request, code) => {
  let thrown: unknown;
  try {
    plan(request);
  } catch (error) {
    thrown = error;
  }
  expect(thrown instanceof FieldbootError && thrown.code).toBe(code);
});
