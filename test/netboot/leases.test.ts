import { beforeEach, describe, expect, test } from 'vitest';
import {
  applyChanges,
  conflictChanges,
  createPool,
  decideLease,
  type Lease,
  type LeaseDecision,
  type LeaseRequest,
  OFFER_MS,
  type Pool,
  type PoolSettings,
  QUARANTINE_MS,
} from '../../core/netboot/leases.ts';
import { parseCidr } from '../../core/wire/address.ts';

const A = '52:54:00:00:00:0a';
const B = '52:54:00:00:00:0b';
const C = '52:54:00:00:00:0c';
const NONE = '0.0.0.0';
const SERVER = '10.77.0.1';
const HOUR = 3_600_000;

const reservations = new Map<string, string>();
let pool: Pool;
let now: number;

beforeEach(() => {
  reservations.clear();
  now = 1_000_000;
  pool = createPool(settings());
});

function settings(changes: Partial<PoolSettings> = {}): PoolSettings {
  return {
    server: parseCidr('10.77.0.1/24') ?? { address: 0, prefix: 0 },
    first: '10.77.0.100',
    last: '10.77.0.102',
    leaseSeconds: 3600,
    reservedTo: (address) => [...reservations].find(([, reserved]) => reserved === address)?.[0] ?? null,
    ...changes,
  };
}

/** Decides and applies: what a server does. */
function ask(type: LeaseRequest['type'], mac: string, facts: Partial<LeaseRequest> = {}): LeaseDecision {
  const none = { hostname: null, uuid: null, ciaddr: NONE, requested: NONE, serverId: NONE, giaddr: NONE };
  const reservation = reservations.get(mac) ?? null;
  const outcome = decideLease(pool, { ...none, type, mac, reservation, ...facts }, now);
  applyChanges(pool, outcome.changes);
  return outcome.decision;
}

const discover = (mac: string, facts: Partial<LeaseRequest> = {}) => ask('DISCOVER', mac, facts);
const select = (mac: string, requested: string) => ask('REQUEST', mac, { requested, serverId: SERVER });
const reboot = (mac: string, requested: string) => ask('REQUEST', mac, { requested });
const renew = (mac: string, ciaddr: string) => ask('REQUEST', mac, { ciaddr });

/** The address of a decision, or its kind when it has none. */
function outcome(decision: LeaseDecision): string {
  return 'lease' in decision ? `${decision.kind} ${decision.lease.address}` : decision.kind;
}

describe('DISCOVER', () => {
  test('offers the addresses of the range one after the other, then nothing', () => {
    expect([A, B, C, '52:54:00:00:00:0d'].map((mac) => outcome(discover(mac)))).toEqual([
      'offer 10.77.0.100',
      'offer 10.77.0.101',
      'offer 10.77.0.102',
      'exhausted',
    ]);
  });

  test('repeated gets the same offer, which is worth a probe only the first time', () => {
    expect([discover(A), discover(A)].map((decision) => 'fresh' in decision && decision.fresh)).toEqual([
      true,
      false,
    ]);
    expect(outcome(discover(A))).toBe('offer 10.77.0.100');
  });

  test('holds the offer for a short time only', () => {
    discover(A);
    now += OFFER_MS - 1;
    expect(outcome(discover(B, { requested: '10.77.0.100' }))).toBe('offer 10.77.0.101');
    now += 1;
    expect(outcome(discover(C, { requested: '10.77.0.100' }))).toBe('offer 10.77.0.100');
  });

  test('honours the address a client asks for when it is free and in the range', () => {
    expect(outcome(discover(A, { requested: '10.77.0.102' }))).toBe('offer 10.77.0.102');
    expect(outcome(discover(B, { requested: '10.77.0.102' }))).toBe('offer 10.77.0.100');
    expect(outcome(discover(C, { requested: '10.77.0.50' }))).toBe('offer 10.77.0.101');
  });

  test('of a machine with a lease does not shorten the lease', () => {
    discover(A);
    select(A, '10.77.0.100');
    discover(A);
    expect(pool.byMac.get(A)).toMatchObject({ state: 'bound', expiresAt: now + HOUR });
  });

  describe('says why it is this address:', () => {
    const why = (decision: LeaseDecision) => ('choice' in decision ? decision.choice : decision.kind);

    test('nobody has had it, then it was offered, taken, and is had', () => {
      expect([discover(A), discover(A), select(A, '10.77.0.100'), discover(A)].map(why)).toEqual([
        'never-used',
        'offered',
        'offered',
        'current',
      ]);
    });

    test('it was had before, is renewed, or is remembered rightly', () => {
      discover(A);
      select(A, '10.77.0.100');
      expect([renew(A, '10.77.0.100'), reboot(A, '10.77.0.100')].map(why)).toEqual(['renewed', 'confirmed']);
      now += 2 * HOUR;
      expect(why(discover(A))).toBe('remembered');
    });

    test('it is reserved, or was asked for', () => {
      reservations.set(A, '10.77.0.50');
      expect(why(discover(A))).toBe('reserved');
      expect(why(discover(B, { requested: '10.77.0.102' }))).toBe('asked-for');
    });

    test('where all were given once, it is the one that is free the longest', () => {
      for (const mac of [A, B, C]) {
        const offer = discover(mac);
        select(mac, 'lease' in offer ? offer.lease.address : NONE);
        now += 1;
      }
      now += HOUR;
      expect([outcome(discover('52:54:00:00:00:0d')), why(discover('52:54:00:00:00:0e'))]).toEqual([
        'offer 10.77.0.100',
        'longest-free',
      ]);
    });
  });

  describe('that is offered another address than the machine has', () => {
    beforeEach(() => {
      discover(A);
      select(A, '10.77.0.100');
      reservations.set(A, '10.77.0.102');
      discover(A);
    });
    const holders = () =>
      [...pool.byAddress].map(([address, { mac, state }]) => `${address} ${mac} ${state}`);

    test('leaves it the one it has, until it takes the other', () => {
      expect(outcome(discover(B))).toBe('offer 10.77.0.101');
      expect(holders()).toEqual([
        `10.77.0.100 ${A} bound`,
        `10.77.0.102 ${A} offered`,
        `10.77.0.101 ${B} offered`,
      ]);
      select(A, '10.77.0.102');
      expect(holders()).toEqual([`10.77.0.102 ${A} bound`, `10.77.0.101 ${B} offered`]);
    });

    test('and it may still give it back, or stay with it', () => {
      expect(outcome(ask('RELEASE', A, { ciaddr: '10.77.0.100', serverId: SERVER }))).toBe('released');
      reservations.clear();
      discover(A);
      expect(outcome(renew(A, '10.77.0.100'))).toBe('ack 10.77.0.100');
    });

    test('is offered its own again when the other is no longer to be had', () => {
      reservations.set(B, '10.77.0.102');
      reservations.delete(A);
      expect(discover(A)).toMatchObject({ kind: 'offer', lease: { address: '10.77.0.100', state: 'bound' } });
      expect(holders()).toEqual([`10.77.0.100 ${A} bound`]);
    });
  });

  test('gives a machine that comes back its old address as long as nobody needed it', () => {
    for (const [mac, address] of [
      [A, '10.77.0.100'],
      [B, '10.77.0.101'],
    ] as const) {
      discover(mac);
      select(mac, address);
    }
    now += 2 * HOUR;
    expect([outcome(discover(B)), outcome(discover(C)), outcome(discover(A))]).toEqual([
      'offer 10.77.0.101',
      'offer 10.77.0.102',
      'offer 10.77.0.100',
    ]);
  });

  test('takes the address whose lease ended longest ago when no fresh one is left', () => {
    for (const [mac, address] of [
      [B, '10.77.0.100'],
      [A, '10.77.0.101'],
      [C, '10.77.0.102'],
    ] as const) {
      discover(mac);
      select(mac, address);
      now += 1000;
    }
    renew(B, '10.77.0.100');
    now += 2 * HOUR;
    const newcomer = '52:54:00:00:00:0d';
    expect(outcome(discover(newcomer))).toBe('offer 10.77.0.101');
    expect(pool.byMac.has(A)).toBe(false);
  });
});

describe('a reservation', () => {
  test('inside the range is kept from everybody else', () => {
    reservations.set(C, '10.77.0.100');
    expect([outcome(discover(A, { requested: '10.77.0.100' })), outcome(discover(C))]).toEqual([
      'offer 10.77.0.101',
      'offer 10.77.0.100',
    ]);
  });

  test('outside the range is honoured through the whole life of a lease', () => {
    reservations.set(A, '10.77.0.9');
    expect([
      outcome(discover(A)),
      outcome(select(A, '10.77.0.9')),
      outcome(renew(A, '10.77.0.9')),
      outcome(reboot(A, '10.77.0.9')),
    ]).toEqual(['offer 10.77.0.9', 'ack 10.77.0.9', 'ack 10.77.0.9', 'ack 10.77.0.9']);
  });

  test('moves a machine that renews another address', () => {
    discover(A);
    select(A, '10.77.0.100');
    reservations.set(A, '10.77.0.9');
    expect([outcome(renew(A, '10.77.0.100')), outcome(discover(A)), outcome(select(A, '10.77.0.9'))]).toEqual(
      ['nak', 'offer 10.77.0.9', 'ack 10.77.0.9'],
    );
  });

  test.each(['10.99.0.9', '10.77.0.255', SERVER, 'nonsense'])(
    'of %s, which no machine can have, is passed over',
    (address) => {
      reservations.set(A, address);
      expect(outcome(discover(A))).toBe('offer 10.77.0.100');
    },
  );

  test('of an address that another machine still has waits for its end', () => {
    discover(B);
    select(B, '10.77.0.100');
    reservations.set(A, '10.77.0.100');
    expect(outcome(discover(A))).toBe('offer 10.77.0.101');
    now += HOUR;
    expect(outcome(discover(A))).toBe('offer 10.77.0.100');
  });
});

describe('REQUEST after an offer', () => {
  test('binds the address for the lease time, with the name of the machine', () => {
    discover(A);
    const decision = ask('REQUEST', A, {
      requested: '10.77.0.100',
      serverId: SERVER,
      hostname: 'blade',
      uuid: '11223344-5566-7788-99aa-bbccddeeff01',
    });
    const lease: Lease = {
      mac: A,
      address: '10.77.0.100',
      hostname: 'blade',
      state: 'bound',
      expiresAt: now + HOUR,
      uuid: '11223344-5566-7788-99aa-bbccddeeff01',
    };
    expect(decision).toEqual({ kind: 'ack', lease, choice: 'offered' });
    expect([pool.byMac.get(A), pool.byAddress.get('10.77.0.100')]).toEqual([lease, lease]);
  });

  test('of firmware does not wipe out the name the system told', () => {
    ask('REQUEST', A, { requested: '10.77.0.100', serverId: SERVER, hostname: 'blade' });
    select(A, '10.77.0.100');
    expect(pool.byMac.get(A)?.hostname).toBe('blade');
  });

  test('to another server gives our offer back', () => {
    discover(A);
    const decision = ask('REQUEST', A, { requested: '10.77.0.200', serverId: '10.77.0.2' });
    expect(decision).toEqual({ kind: 'ignore', reason: 'it chose another server (10.77.0.2)' });
    expect([pool.byMac.size, outcome(discover(B))]).toEqual([0, 'offer 10.77.0.100']);
  });

  test('for an address that another machine has is refused', () => {
    discover(A);
    select(A, '10.77.0.100');
    expect(select(B, '10.77.0.100')).toEqual({
      kind: 'nak',
      reason: '10.77.0.100 is not free for this machine',
    });
  });

  test('whose offer was forgotten in a restart is still good while the address is free', () => {
    expect(outcome(select(A, '10.77.0.101'))).toBe('ack 10.77.0.101');
  });

  test.each(['10.77.0.50', SERVER, '10.77.0.0', '10.99.0.100', NONE])(
    'for %s, which is not ours to give, is refused',
    (address) => {
      expect(outcome(select(A, address))).toBe('nak');
    },
  );

  test('that names nothing is ignored', () => {
    expect(ask('REQUEST', A)).toEqual({
      kind: 'ignore',
      reason: 'REQUEST names neither a server nor an address',
    });
  });
});

describe('REQUEST of a machine that restarts (INIT-REBOOT)', () => {
  test('for the address it had is confirmed', () => {
    select(A, '10.77.0.101');
    expect(outcome(reboot(A, '10.77.0.101'))).toBe('ack 10.77.0.101');
  });

  test('for an address of another network is refused, known or not', () => {
    expect(reboot(A, '192.168.1.20')).toEqual({
      kind: 'nak',
      reason: '192.168.1.20 is not an address of this network',
    });
  });

  test('for an address that is not its own is refused', () => {
    select(A, '10.77.0.101');
    expect(outcome(reboot(A, '10.77.0.102'))).toBe('nak');
  });

  test('of a machine nobody here knows gets silence', () => {
    expect(outcome(reboot(A, '10.77.0.101'))).toBe('ignore');
  });
});

describe('REQUEST of a machine that renews or rebinds', () => {
  test('prolongs its lease', () => {
    select(A, '10.77.0.101');
    now += HOUR / 2;
    renew(A, '10.77.0.101');
    expect(pool.byMac.get(A)?.expiresAt).toBe(now + HOUR);
  });

  test('makes the record again when it was lost and the address is free', () => {
    expect(outcome(renew(A, '10.77.0.101'))).toBe('ack 10.77.0.101');
  });

  test('for an address that another machine has is refused', () => {
    select(B, '10.77.0.101');
    expect(outcome(renew(A, '10.77.0.101'))).toBe('nak');
  });

  test('from another network is refused', () => {
    expect(outcome(renew(A, '192.168.1.20'))).toBe('nak');
  });

  test('of an address outside the range, which another server must have given, gets silence', () => {
    expect(outcome(renew(A, '10.77.0.50'))).toBe('ignore');
  });
});

describe('DECLINE', () => {
  const decline = (mac: string, requested: string, serverId = SERVER) =>
    ask('DECLINE', mac, { requested, serverId });

  test('puts the address aside for a while and leaves the machine free to ask again', () => {
    discover(A);
    select(A, '10.77.0.100');
    expect(decline(A, '10.77.0.100')).toEqual({ kind: 'declined', address: '10.77.0.100' });
    expect(outcome(discover(A, { requested: '10.77.0.100' }))).toBe('offer 10.77.0.101');
    now += QUARANTINE_MS;
    expect(outcome(discover(B, { requested: '10.77.0.100' }))).toBe('offer 10.77.0.100');
  });

  test('of a neighbour’s address is not believed', () => {
    select(A, '10.77.0.100');
    expect(outcome(decline(B, '10.77.0.100'))).toBe('ignore');
    expect(pool.byAddress.get('10.77.0.100')?.state).toBe('bound');
  });

  test('to another server is none of ours', () => {
    select(A, '10.77.0.100');
    expect(outcome(decline(A, '10.77.0.100', '10.77.0.2'))).toBe('ignore');
  });
});

describe('RELEASE', () => {
  test('frees the address but remembers whose it was', () => {
    select(A, '10.77.0.100');
    now += 1000;
    expect(ask('RELEASE', A, { ciaddr: '10.77.0.100', serverId: SERVER })).toEqual({
      kind: 'released',
      address: '10.77.0.100',
    });
    expect(pool.byMac.get(A)?.expiresAt).toBe(now);
    expect([outcome(discover(B)), outcome(discover(A))]).toEqual(['offer 10.77.0.101', 'offer 10.77.0.100']);
  });

  test('by somebody else frees nothing', () => {
    select(A, '10.77.0.100');
    expect(outcome(ask('RELEASE', B, { ciaddr: '10.77.0.100', serverId: SERVER }))).toBe('ignore');
    expect(pool.byMac.get(A)?.expiresAt).toBe(now + HOUR);
  });
});

test('INFORM is answered for addresses of our network only', () => {
  expect(
    [ask('INFORM', A, { ciaddr: '10.77.0.9' }), ask('INFORM', A, { ciaddr: '8.8.8.8' })].map(outcome),
  ).toEqual(['inform', 'ignore']);
});

test('what comes through a relay of another network is ignored, through one of ours is served', () => {
  expect([discover(A, { giaddr: '10.99.0.1' }), discover(A, { giaddr: '10.77.0.2' })].map(outcome)).toEqual([
    'ignore',
    'offer 10.77.0.100',
  ]);
});

test('an address that somebody else was seen to use is put aside, and the client gets the next one', () => {
  const decision = discover(A);
  if (decision.kind !== 'offer') throw new Error(decision.kind);
  applyChanges(pool, conflictChanges(pool, decision.lease, now));
  expect(pool.byAddress.get('10.77.0.100')?.state).toBe('declined');
  expect(outcome(discover(A))).toBe('offer 10.77.0.101');
});

test('a decision alone changes nothing', () => {
  const request = { type: 'DISCOVER', mac: A, hostname: null, uuid: null, reservation: null } as const;
  decideLease(pool, { ...request, ciaddr: NONE, requested: NONE, serverId: NONE, giaddr: NONE }, now);
  expect([pool.byMac.size, pool.byAddress.size]).toEqual([0, 0]);
});

describe('a new pool', () => {
  test('takes over the leases of an earlier run that are still of this network', () => {
    const lease = (mac: string, address: string): Lease => ({
      mac,
      address,
      hostname: null,
      state: 'bound',
      expiresAt: now + HOUR,
    });
    pool = createPool(settings(), [lease(A, '10.77.0.100'), lease(B, '192.168.1.7'), lease(C, SERVER)]);
    expect([...pool.byMac.keys()]).toEqual([A]);
    expect(outcome(discover(B))).toBe('offer 10.77.0.101');
    expect(outcome(renew(A, '10.77.0.100'))).toBe('ack 10.77.0.100');
  });

  test('never offers the server, the network or the broadcast address', () => {
    pool = createPool(
      settings({
        server: parseCidr('10.77.0.1/30') ?? { address: 0, prefix: 0 },
        first: '10.77.0.0',
        last: '10.77.0.3',
      }),
    );
    expect([outcome(discover(A)), outcome(discover(B))]).toEqual(['offer 10.77.0.2', 'exhausted']);
  });

  test.each([
    ['10.77.0.200', '10.77.0.100', 'its end lies before its beginning'],
    ['10.77.0.200', '10.77.1.1', 'it leaves the network of the interface'],
    ['10.77.0.x', '10.77.0.100', 'both ends must be IPv4 addresses'],
  ])('with the range %s to %s is refused: %s', (first, last, detail) => {
    expect(() => createPool(settings({ first, last }))).toThrow(detail);
  });

  test('with more than a /16 is refused', () => {
    const server = parseCidr('10.0.0.1/8') ?? { address: 0, prefix: 0 };
    expect(() => createPool(settings({ server, first: '10.1.0.0', last: '10.2.0.0' }))).toThrow('65536');
  });
});

test('a full /16 is given away, refused and recycled quickly', () => {
  const server = parseCidr('10.77.0.1/16') ?? { address: 0, prefix: 0 };
  pool = createPool(settings({ server, first: '10.77.0.0', last: '10.77.255.255', reservedTo: () => null }));
  const mac = (n: number) => `52:54:${n}`;
  const began = process.cpuUsage();
  for (let n = 0; n < 65_533; n++)
    if (discover(mac(n)).kind !== 'offer') throw new Error(`no offer for ${n}`);
  for (let n = 0; n < 20_000; n++)
    if (discover(mac(70_000 + n)).kind !== 'exhausted') throw new Error('too many');
  now += OFFER_MS;
  for (let n = 0; n < 20_000; n++)
    if (discover(mac(100_000 + n)).kind !== 'offer') throw new Error('not recycled');
  // Of the processor, in microseconds: by the clock, a busy machine would decide.
  expect(process.cpuUsage(began).user).toBeLessThan(10_000_000);
  expect(pool.byMac.size).toBe(65_533);
});

describe('several ranges of one network', () => {
  const further = [{ first: '10.77.0.200', last: '10.77.0.200' }];

  test('the second is used when the first is, and only then nothing is left', () => {
    pool = createPool(settings({ last: '10.77.0.101', further }));
    const given = ['01', '02', '03', '04'].map((end) => outcome(discover(`52:54:00:00:01:${end}`)));
    expect(given).toEqual(['offer 10.77.0.100', 'offer 10.77.0.101', 'offer 10.77.0.200', 'exhausted']);
  });

  test('an address of any of them is confirmed', () => {
    pool = createPool(settings({ further }));
    expect([outcome(renew(A, '10.77.0.200')), outcome(renew(B, '10.77.0.199'))]).toEqual([
      'ack 10.77.0.200',
      'ignore',
    ]);
  });

  test('they must not overlap', () => {
    const overlapping = settings({ further: [{ first: '10.77.0.102', last: '10.77.0.110' }] });
    expect(() => createPool(overlapping)).toThrow('two of them overlap');
  });
});

test('a machine’s own lease time holds for it alone', () => {
  const request = { requested: '10.77.0.100', serverId: SERVER };
  ask('REQUEST', A, { ...request, leaseSeconds: 60 });
  ask('REQUEST', B, { ...request, requested: '10.77.0.101' });
  const times = ['10.77.0.100', '10.77.0.101'].map((address) => pool.byAddress.get(address)?.expiresAt);
  expect(times).toEqual([now + 60_000, now + HOUR]);
});
