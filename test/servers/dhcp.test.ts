import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AdmissionLists } from '../../core/netboot/admission.ts';
import type { DatagramPort } from '../../core/servers/datagram.ts';
import {
  type DhcpDependencies,
  type DhcpEvent,
  type DhcpServer,
  type Lease,
  startDhcpServer,
} from '../../core/servers/dhcp.ts';
import { PROBE_BUDGET_MS } from '../../core/servers/dhcp-conflicts.ts';
import { parseCidr } from '../../core/wire/address.ts';
import { option, readOption } from '../../core/wire/dhcp/option.ts';
import { MAX_MESSAGE_SIZE } from '../../core/wire/dhcp/options/max-message-size.ts';
import type { MessageType } from '../../core/wire/dhcp/options/message-type.ts';
import {
  LEASE_TIME,
  REQUESTED_ADDRESS,
  ROUTER,
  SERVER_ID,
  SUBNET_MASK,
} from '../../core/wire/dhcp/options/plain.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { headline } from '../../core/wire/dhcp/summary.ts';
import { captureBytes, MAC, requestPacket } from '../support/dhcp.ts';

const OTHER = '52:54:00:00:00:02';

const cidr = (text: string) => parseCidr(text) ?? { address: 0, prefix: 0 };

/** A server with everything around it in memory. */
class Bench {
  readonly sent: { packet: DhcpPacket; to: string }[] = [];
  readonly events: DhcpEvent[] = [];
  readonly stored = new Map<string, Lease>();
  readonly probed: string[] = [];
  readonly settings: DhcpDependencies['settings'] = {
    server: parseCidr('10.77.0.1/24') ?? { address: 0, prefix: 0 },
    first: '10.77.0.100',
    last: '10.77.0.102',
    leaseSeconds: 3600,
    router: null,
    dns: [],
    domain: null,
    httpPort: 80,
    laptopName: 'laptop-7',
  };
  /** Answers for the probe, in order; without one an address is free at once. */
  readonly answers: Promise<boolean>[] = [];
  now = 1_000_000;
  sendFails = false;
  lastSize = 0;
  onSend: (to: string) => void = () => {};
  wake: () => void = () => {};
  breakPort: (error: Error) => void = () => {};
  #handler: (bytes: Uint8Array, from: { address: string; port: number }) => void = () => {};
  readonly server: DhcpServer;

  constructor(changes: Partial<DhcpDependencies> = {}, stored: readonly Lease[] = []) {
    for (const lease of stored) this.stored.set(lease.mac, lease);
    const port: DatagramPort = {
      send: async (bytes, address, udpPort) => this.#send(bytes, `${address}:${udpPort}`),
      onMessage: (handler) => {
        this.#handler = handler;
      },
      onError: (handler) => {
        this.breakPort = handler;
      },
      close: async () => {},
    };
    this.server = startDhcpServer(port, { ...this.#dependencies(), ...changes });
  }

  receive(bytes: Uint8Array): void {
    this.#handler(bytes, { address: '0.0.0.0', port: 68 });
  }

  ask(type: MessageType, fields: Partial<DhcpPacket> = {}, mac = MAC): void {
    this.receive(encodePacket(requestPacket(type, fields, mac)));
  }

  select(address: string, mac = MAC): void {
    this.ask(
      'REQUEST',
      { options: [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, address)] },
      mac,
    );
  }

  get replies(): string[] {
    return this.sent.map(({ packet, to }) => `${headline(packet).split(',')[0]} ${packet.yiaddr} -> ${to}`);
  }

  get kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  #dependencies(): DhcpDependencies {
    return {
      settings: this.settings,
      storage: {
        load: () => [...this.stored.values()],
        save: (lease) => void this.stored.set(lease.mac, lease),
        remove: (mac) => void this.stored.delete(mac),
      },
      reservationFor: () => null,
      mayBoot: () => true,
      addressInUse: (address) => {
        this.probed.push(address);
        return this.answers.shift() ?? Promise.resolve(false);
      },
      clock: () => this.now,
      emit: (event) => void this.events.push(event),
      sleep: () => new Promise((resolve) => (this.wake = resolve)),
      later: (task) => task(),
    };
  }

  #send(bytes: Uint8Array, to: string): void {
    if (this.sendFails) throw new Error('network is unreachable');
    const decoded = decodePacket(bytes);
    this.onSend(to);
    this.lastSize = bytes.length;
    if (decoded.ok) this.sent.push({ packet: decoded.packet, to });
  }
}

/** Lets promises that are ready go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

test('a client gets an offer, then its lease, which is stored', async () => {
  bench.ask('DISCOVER');
  await settle();
  bench.select('10.77.0.100');
  expect(bench.replies).toEqual([
    `OFFER to ${MAC} 10.77.0.100 -> 255.255.255.255:68`,
    `ACK to ${MAC} 10.77.0.100 -> 255.255.255.255:68`,
  ]);
  expect(bench.kinds).toEqual(['discovered', 'offered', 'acked']);
  expect(bench.stored.get(MAC)).toEqual({
    mac: MAC,
    address: '10.77.0.100',
    hostname: null,
    state: 'bound',
    expiresAt: bench.now + 3_600_000,
  });
  expect(bench.server.leases()).toEqual([...bench.stored.values()]);
});

test('an event tells who, what and which file, and the reply in words', async () => {
  bench.receive(captureBytes('ovmf-pxe-discover'));
  await settle();
  const offered = bench.events[1];
  expect(offered).toMatchObject({
    kind: 'offered',
    at: bench.now,
    mac: '52:54:00:99:00:02',
    address: '10.77.0.100',
    file: '/loaders/snponly.efi',
    reason: null,
    client: { firmware: 'uefi-x64', stage: 'rom' },
  });
  expect(offered?.summary).toMatch(/^OFFER to 52:54:00:99:00:02, xid 0x387e7f2f, broadcast\n {2}client gets/);
});

test('a lease survives a restart, and the machine gets its address confirmed', () => {
  bench.select('10.77.0.101');
  const restarted = new Bench({}, [...bench.stored.values()]);
  restarted.ask('REQUEST', { options: [option(REQUESTED_ADDRESS, '10.77.0.101')] });
  expect(restarted.replies).toEqual([`ACK to ${MAC} 10.77.0.101 -> 255.255.255.255:68`]);
});

test('a machine from another network is refused so that it asks anew', () => {
  bench.ask('REQUEST', { options: [option(REQUESTED_ADDRESS, '192.168.1.20')] });
  expect(bench.replies).toEqual([`NAK to ${MAC} 0.0.0.0 -> 255.255.255.255:68`]);
  expect(bench.events[0]).toMatchObject({
    kind: 'nak',
    reason: '192.168.1.20 is not an address of this network',
  });
});

test('a renewal is answered to the client itself', () => {
  bench.select('10.77.0.100');
  bench.ask('REQUEST', { ciaddr: '10.77.0.100' });
  expect(bench.replies.at(-1)).toBe(`ACK to ${MAC} 10.77.0.100 -> 10.77.0.100:68`);
});

test('DECLINE, RELEASE and INFORM are noted', () => {
  const ours = option(SERVER_ID, '10.77.0.1');
  bench.select('10.77.0.100');
  bench.ask('INFORM', { ciaddr: '10.77.0.100' });
  bench.ask('DECLINE', { options: [ours, option(REQUESTED_ADDRESS, '10.77.0.100')] });
  bench.select('10.77.0.101');
  bench.ask('RELEASE', { ciaddr: '10.77.0.101', options: [ours] });
  expect(bench.kinds).toEqual(['acked', 'informed', 'declined', 'acked', 'released']);
  expect(bench.stored.get(MAC)).toMatchObject({ address: '10.77.0.101', expiresAt: bench.now });
});

test('an exhausted range is told, and stays silence on the wire', async () => {
  for (let n = 1; n <= 4; n++) bench.ask('DISCOVER', {}, `52:54:00:00:00:0${n}`);
  await settle();
  expect(bench.kinds.filter((kind) => kind === 'pool-exhausted')).toHaveLength(1);
  expect(bench.sent).toHaveLength(3);
});

test('what a taken-over address leaves behind in the storage is removed', async () => {
  bench.select('10.77.0.100', '52:54:00:00:00:01');
  bench.select('10.77.0.101', '52:54:00:00:00:02');
  bench.select('10.77.0.102', '52:54:00:00:00:03');
  bench.now += 3_600_000;
  bench.ask('DISCOVER', {}, '52:54:00:00:00:01');
  bench.now += 60_000;
  bench.ask('DISCOVER', { options: [option(REQUESTED_ADDRESS, '10.77.0.100')] });
  await settle();
  bench.select('10.77.0.100');
  expect([...bench.stored.values()].map(({ mac, address }) => `${address} ${mac}`).sort()).toEqual([
    `10.77.0.100 ${MAC}`,
    '10.77.0.101 52:54:00:00:00:02',
    '10.77.0.102 52:54:00:00:00:03',
  ]);
});

describe('what is not for us is silence with a reason', () => {
  test.each<[string, () => void, string]>([
    ['no packet', () => bench.receive(Uint8Array.of(1, 2, 3)), 'cut short at byte 3: 1 bytes wanted, 0 left'],
    [
      'a reply of another server',
      () => bench.ask('OFFER', { op: 'reply' }),
      'it is a reply of another DHCP server',
    ],
    ['a message of servers', () => bench.ask('ACK'), 'ACK is no message of clients'],
    ['InfiniBand', () => bench.ask('DISCOVER', { htype: 32, hlen: 0 }), 'hardware type 32 is not Ethernet'],
    [
      'a group address',
      () => bench.ask('DISCOVER', {}, '01:00:5e:00:00:01'),
      'its hardware address is not one of a machine',
    ],
    [
      'no address',
      () => bench.ask('DISCOVER', {}, '00:00:00:00:00:00'),
      'its hardware address is not one of a machine',
    ],
  ])('%s', (_, act, reason) => {
    act();
    expect(bench.sent).toEqual([]);
    expect(bench.events.map((event) => [event.kind, event.reason])).toEqual([['ignored', reason]]);
  });
});

describe('BOOTP (RFC 951)', () => {
  const bootp = () => ({ ...requestPacket('DISCOVER'), options: [] });

  test('one question, one answer without DHCP options, and the address is kept', () => {
    bench.receive(encodePacket(bootp()));
    expect(bench.replies).toEqual([`BOOTP reply to ${MAC} 10.77.0.100 -> 255.255.255.255:68`]);
    expect(bench.sent[0]?.packet.options.map(({ code }) => code)).toEqual([1, 28]);
    expect(bench.kinds).toEqual(['acked']);
    expect(bench.stored.get(MAC)).toMatchObject({ address: '10.77.0.100', state: 'bound' });
  });

  test('the same client has the same address again', () => {
    bench.receive(encodePacket(bootp()));
    bench.now += 10 * 24 * 3_600_000;
    bench.receive(encodePacket(bootp()));
    expect(bench.sent.map(({ packet }) => packet.yiaddr)).toEqual(['10.77.0.100', '10.77.0.100']);
  });

  test('a client that fills the vendor area with zeros, as before options were invented, is answered', () => {
    bench.receive(encodePacket(bootp()).fill(0, 236));
    expect(bench.replies).toEqual([`BOOTP reply to ${MAC} 10.77.0.100 -> 255.255.255.255:68`]);
  });
});

describe('networks behind relays', () => {
  const RELAY = '10.88.0.254';
  const settingsOf = (one: Partial<DhcpDependencies['settings']> = {}) => ({
    ...new Bench().settings,
    relayed: [
      { subnet: cidr('10.88.0.254/24'), first: '10.88.0.10', last: '10.88.0.11', router: null },
      { subnet: cidr('10.89.0.1/16'), first: '10.89.7.1', last: '10.89.7.9', router: '10.89.0.1' },
    ],
    ...one,
  });
  beforeEach(() => {
    bench = new Bench({ settings: settingsOf() });
  });

  test.each([
    ['the first', RELAY, '10.88.0.10', '255.255.255.0', RELAY],
    ['the second, with a router of its own', '10.89.200.1', '10.89.7.1', '255.255.0.0', '10.89.0.1'],
  ])('%s: subnet by giaddr, answer to the relay', (_, giaddr, address, mask, router) => {
    bench.ask('DISCOVER', { giaddr });
    const packet = bench.sent[0]?.packet;
    expect(bench.replies).toEqual([`OFFER to ${MAC} ${address} -> ${giaddr}:67`]);
    expect(packet && [readOption(packet, SUBNET_MASK), readOption(packet, ROUTER)]).toEqual([mask, [router]]);
    expect(bench.probed).toEqual([]);
  });

  test('a relay of no network that is served gets silence', () => {
    bench.ask('DISCOVER', { giaddr: '10.90.0.1' });
    expect(bench.events.at(-1)).toMatchObject({
      kind: 'ignored',
      reason: 'it came through a relay of another network (10.90.0.1)',
    });
  });

  test('a renewal that comes directly is found by the address the client has', () => {
    bench.ask('DISCOVER', { giaddr: RELAY });
    bench.ask('REQUEST', {
      giaddr: RELAY,
      options: [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, '10.88.0.10')],
    });
    bench.ask('REQUEST', { ciaddr: '10.88.0.10' });
    expect(bench.replies.slice(1)).toEqual([
      `ACK to ${MAC} 10.88.0.10 -> ${RELAY}:67`,
      `ACK to ${MAC} 10.88.0.10 -> 10.88.0.10:68`,
    ]);
  });

  test('a machine that moves to another network keeps no lease in the former one', async () => {
    bench.ask('DISCOVER', { giaddr: RELAY });
    bench.ask('REQUEST', {
      giaddr: RELAY,
      options: [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, '10.88.0.10')],
    });
    bench.ask('DISCOVER');
    await settle();
    bench.select('10.77.0.100');
    expect(bench.server.leases().map(({ address }) => address)).toEqual(['10.77.0.100']);
    expect(bench.stored.get(MAC)?.address).toBe('10.77.0.100');
  });

  test('the relay’s own address is given to nobody', () => {
    const relayed = [
      { subnet: cidr('10.88.0.254/24'), first: '10.88.0.10', last: '10.88.0.11', router: null },
    ];
    bench = new Bench({ settings: settingsOf({ relayed }) });
    bench.ask('DISCOVER', { giaddr: '10.88.0.10' });
    expect(bench.sent[0]?.packet.yiaddr).toBe('10.88.0.11');
  });

  test('a lease query by MAC, by address and for nobody (RFC 4388)', () => {
    bench.ask('DISCOVER', { giaddr: RELAY });
    bench.ask('REQUEST', {
      giaddr: RELAY,
      options: [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, '10.88.0.10')],
    });
    bench.sent.length = 0;
    bench.now += 600_000;
    bench.ask('LEASEQUERY', { giaddr: RELAY });
    bench.ask('LEASEQUERY', {
      giaddr: RELAY,
      ciaddr: '10.88.0.10',
      htype: 0,
      hlen: 0,
      chaddr: new Uint8Array(16),
    });
    bench.ask('LEASEQUERY', {
      giaddr: RELAY,
      ciaddr: '10.88.0.11',
      htype: 0,
      hlen: 0,
      chaddr: new Uint8Array(16),
    });
    bench.ask('LEASEQUERY', { giaddr: RELAY }, OTHER);
    const answers = bench.sent.map(({ packet, to }) => [
      headline(packet).split(',')[0],
      packet.ciaddr,
      readOption(packet, LEASE_TIME),
      to,
    ]);
    expect(answers).toEqual([
      [`LEASEACTIVE to ${MAC}`, '10.88.0.10', 3000, `${RELAY}:67`],
      [`LEASEACTIVE to ${MAC}`, '10.88.0.10', 3000, `${RELAY}:67`],
      ['LEASEUNASSIGNED to nobody (hardware type 0)', '10.88.0.11', null, `${RELAY}:67`],
      [`LEASEUNKNOWN to ${OTHER}`, '0.0.0.0', null, `${RELAY}:67`],
    ]);
  });

  test.each([
    ['without a relay', '0.0.0.0', 'a lease query must come from a relay'],
    ['from a stranger', '192.0.2.1', 'a lease query from a relay of another network (192.0.2.1)'],
  ])('a lease query %s is not answered', (_, giaddr, reason) => {
    bench.ask('LEASEQUERY', { giaddr });
    expect(bench.sent).toEqual([]);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'ignored', reason });
  });
});

describe('who is answered', () => {
  test.each<[string, Partial<AdmissionLists>, string | null]>([
    ['everybody', {}, null],
    ['whoever is allowed', { allow: [MAC] }, null],
    ['a maker that is allowed', { allow: ['52:54:00'] }, null],
    ['nobody else, when some are allowed', { allow: [OTHER] }, 'it is not on the allow list'],
    ['not who is denied', { deny: [MAC] }, `it is on the deny list (${MAC})`],
    ['not who is denied and allowed', { allow: [MAC], deny: ['52:54'] }, 'it is on the deny list (52:54)'],
  ])('%s', (_, lists, reason) => {
    bench = new Bench({ settings: { ...bench.settings, admission: { allow: [], deny: [], ...lists } } });
    bench.ask('DISCOVER');
    expect(bench.events.at(-1)).toMatchObject(
      reason === null ? { kind: 'discovered' } : { kind: 'ignored', reason },
    );
  });
});

test('a polite server leaves a machine with an address of another network alone, an authoritative one refuses', () => {
  const reboot = { options: [option(REQUESTED_ADDRESS, '192.168.1.9')] };
  bench.ask('REQUEST', reboot);
  expect(bench.replies).toEqual([`NAK to ${MAC} 0.0.0.0 -> 255.255.255.255:68`]);
  bench = new Bench({ settings: { ...bench.settings, authoritative: false } });
  bench.ask('REQUEST', reboot);
  expect([bench.sent, bench.events.at(-1)?.reason]).toEqual([
    [],
    '192.168.1.9 is not an address of this network, its server may be another',
  ]);
});

test('an exhausted range is said once, and again when it had room meanwhile', async () => {
  const ask = (last: number) => bench.ask('DISCOVER', {}, `52:54:00:00:01:0${last}`);
  for (const last of [0, 1, 2, 3, 4, 3]) ask(last);
  await settle();
  const told = () => bench.events.filter(({ kind }) => kind === 'pool-exhausted').map(({ reason }) => reason);
  expect(told()).toEqual(['every address of the range is taken (10.77.0.100-10.77.0.102)']);
  bench.now += 61_000;
  ask(3);
  await settle();
  for (const last of [4, 5, 6, 7]) ask(last);
  expect(told()).toHaveLength(2);
});

describe('the conflict probe', () => {
  test('is made before the first offer of an address to a client, and not again', async () => {
    bench.ask('DISCOVER');
    await settle();
    bench.ask('DISCOVER');
    bench.select('10.77.0.100');
    bench.ask('DISCOVER');
    await settle();
    expect([bench.probed, bench.sent.length]).toEqual([['10.77.0.100'], 4]);
  });

  test('of an address in use puts it aside and goes on with the next', async () => {
    bench.answers.push(Promise.resolve(true));
    bench.ask('DISCOVER');
    await settle();
    expect(bench.probed).toEqual(['10.77.0.100', '10.77.0.101']);
    expect(bench.replies).toEqual([`OFFER to ${MAC} 10.77.0.101 -> 255.255.255.255:68`]);
    expect(bench.kinds).toEqual(['discovered', 'conflict', 'offered']);
  });

  test('is joined by a repeated DISCOVER, whose transaction is the one that is answered', async () => {
    let found: (inUse: boolean) => void = () => {};
    bench.answers.push(new Promise((resolve) => (found = resolve)));
    bench.ask('DISCOVER', { xid: 1 });
    bench.ask('DISCOVER', { xid: 2 });
    await settle();
    expect(bench.sent).toEqual([]);
    found(false);
    await settle();
    expect([bench.probed.length, bench.sent.map(({ packet }) => packet.xid)]).toEqual([1, [2]]);
  });

  test('that takes too long counts as free', async () => {
    bench.answers.push(new Promise(() => {}));
    bench.ask('DISCOVER');
    await settle();
    expect(bench.sent).toEqual([]);
    bench.now += PROBE_BUDGET_MS;
    bench.wake();
    await settle();
    expect(bench.replies).toEqual([`OFFER to ${MAC} 10.77.0.100 -> 255.255.255.255:68`]);
  });

  test('ends when the time is used up: the next address is offered without one', async () => {
    bench.answers.push(Promise.resolve(true));
    bench.ask('DISCOVER');
    bench.now += PROBE_BUDGET_MS;
    await settle();
    expect([bench.probed, bench.replies]).toEqual([
      ['10.77.0.100'],
      [`OFFER to ${MAC} 10.77.0.101 -> 255.255.255.255:68`],
    ]);
  });

  test('that fails counts as free', async () => {
    bench.answers.push(Promise.reject(new Error('no ARP here')));
    bench.ask('DISCOVER');
    await settle();
    expect(bench.sent).toHaveLength(1);
  });

  test('holds the address against other clients meanwhile', async () => {
    bench.answers.push(new Promise(() => {}));
    bench.ask('DISCOVER');
    bench.ask('DISCOVER', {}, OTHER);
    await settle();
    expect(bench.replies).toEqual([`OFFER to ${OTHER} 10.77.0.101 -> 255.255.255.255:68`]);
  });

  test('is overtaken by a client that takes another address', async () => {
    let found: (inUse: boolean) => void = () => {};
    bench.answers.push(new Promise((resolve) => (found = resolve)));
    bench.ask('DISCOVER');
    bench.select('10.77.0.102');
    found(true);
    await settle();
    expect([bench.kinds, bench.replies.length]).toEqual([['discovered', 'acked'], 1]);
    expect(bench.stored.get(MAC)?.address).toBe('10.77.0.102');
  });

  test('answers nobody after the server was closed', async () => {
    let found: (inUse: boolean) => void = () => {};
    bench.answers.push(new Promise((resolve) => (found = resolve)));
    bench.ask('DISCOVER');
    await bench.server.close();
    found(false);
    await settle();
    bench.ask('DISCOVER');
    expect([bench.sent, bench.kinds]).toEqual([[], ['discovered']]);
  });
});

describe('trouble on the laptop', () => {
  test('a datagram that cannot be sent is told, and the next one is', async () => {
    bench.sendFails = true;
    bench.select('10.77.0.100');
    await settle();
    bench.sendFails = false;
    bench.select('10.77.0.100');
    expect(bench.events.find(({ kind }) => kind === 'failed')).toMatchObject({
      reason: 'the reply could not be sent: network is unreachable',
    });
    expect(bench.sent).toHaveLength(1);
  });

  test('an error of the port is told', () => {
    bench.breakPort(new Error('no such device'));
    expect(bench.events[0]).toMatchObject({ kind: 'failed', reason: 'the DHCP port failed: no such device' });
  });

  test('a lease that cannot be stored is told, and given all the same', () => {
    const full = () => {
      throw new Error('disk full');
    };
    bench = new Bench({ storage: { load: () => [], save: full, remove: full } });
    bench.select('10.77.0.100');
    expect([bench.kinds, bench.sent.length]).toEqual([['acked', 'failed'], 1]);
  });
});

describe('hostile input', () => {
  test('any bytes leave the server alive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('ovmf-pxe-request', 'udhcpc-discover', 'dhclient-release'),
        fc.array(fc.tuple(fc.nat(410), fc.nat(255)), { maxLength: 20 }),
        fc.nat(420),
        async (name, changes, length) => {
          const bytes = captureBytes(name);
          for (const [at, byte] of changes) bytes.fill(byte, at, at + 1);
          bench.receive(bytes.subarray(0, length));
        },
      ),
    );
    await settle();
    expect(bench.server.leases().length).toBeLessThanOrEqual(3);
    expect(bench.kinds).not.toContain('failed');
  });

  test('a flood of made-up machines takes no more memory than the range, nor more probes than allowed', async () => {
    bench = new Bench({
      addressInUse: () => new Promise(() => {}),
      settings: {
        server: parseCidr('10.77.0.1/16') ?? { address: 0, prefix: 0 },
        first: '10.77.1.0',
        last: '10.77.4.255',
        leaseSeconds: 3600,
        router: null,
        dns: [],
        domain: null,
        httpPort: 80,
        laptopName: 'laptop-7',
      },
    });
    for (let n = 0; n < 5000; n++) {
      const tail = n.toString(16).padStart(4, '0');
      bench.ask('DISCOVER', {}, `52:54:00:00:${tail.slice(0, 2)}:${tail.slice(2)}`);
    }
    expect(bench.server.leases()).toHaveLength(1024);
    expect(bench.sent).toHaveLength(1024 - 256);
    expect(bench.stored.size).toBe(0);
  });
});

describe('past the relay', () => {
  const RELAY = '10.88.0.1';
  const behind = { subnet: cidr('10.88.0.0/24'), first: '10.88.0.50', last: '10.88.0.60', router: null };
  const routers = () => bench.sent.map(({ packet }) => readOption(packet, ROUTER));

  test('a machine that renews is told the relay it came through as its router, after a restart too', () => {
    const settings = { ...bench.settings, relayed: [behind] };
    bench = new Bench({ settings });
    bench.ask('DISCOVER', { giaddr: RELAY });
    const selected = [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, '10.88.0.50')];
    bench.ask('REQUEST', { giaddr: RELAY, options: selected });
    bench.ask('REQUEST', { ciaddr: '10.88.0.50' });
    const restarted = new Bench({ settings }, [...bench.stored.values()]);
    restarted.ask('REQUEST', { ciaddr: '10.88.0.50' });
    expect([routers(), readOption(restarted.sent[0]?.packet as DhcpPacket, ROUTER)]).toEqual([
      [[RELAY], [RELAY], [RELAY]],
      [RELAY],
    ]);
  });

  test('a DISCOVER is of our own cable, whatever address it claims', async () => {
    bench = new Bench({ settings: { ...bench.settings, relayed: [behind] } });
    bench.ask('DISCOVER', { ciaddr: '10.88.0.50' });
    await settle();
    expect(bench.sent.map(({ packet }) => packet.yiaddr)).toEqual(['10.77.0.100']);
  });
});

test('an answer is no longer than the client takes', async () => {
  const id = { code: 61, data: new Uint8Array(250).fill(7) };
  const [tight, wide] = [[id], [id, option(MAX_MESSAGE_SIZE, 1500)]];
  bench = new Bench({ settings: { ...bench.settings, domain: 'd'.repeat(200) } });
  const sizes: number[] = [];
  for (const options of [tight, wide]) {
    bench.ask('DISCOVER', { options });
    await settle();
    sizes.push(bench.lastSize);
  }
  expect([sizes[0], sizes[1]].map((size) => (size ?? 0) <= 548)).toEqual([true, false]);
});

describe('a burst', () => {
  const log: string[] = [];
  let endOfTurn: () => void;
  const storage = {
    load: () => [],
    save: ({ mac }: Lease) => void log.push(`store ${mac}`),
    remove: () => {},
    together: (work: () => void) => {
      log.push('begin');
      work();
      log.push('commit');
    },
  };
  const later = (task: () => void) => {
    endOfTurn = task;
  };
  const bootp = (mac: string) =>
    bench.receive(encodePacket({ ...requestPacket('DISCOVER', {}, mac), options: [] }));

  beforeEach(() => {
    log.length = 0;
    bench = new Bench({ storage, later, emit: ({ kind }) => void log.push(kind) });
    bench.onSend = (to) => log.push(`send ${to}`);
  });

  test('is stored and told in one transaction before the first answer leaves', () => {
    bootp(MAC);
    bootp(OTHER);
    expect(log).toEqual([]);
    endOfTurn();
    expect(log).toEqual([
      ...['begin', `store ${MAC}`, `store ${OTHER}`, 'acked', 'acked', 'commit'],
      ...['send 255.255.255.255:68', 'send 255.255.255.255:68'],
    ]);
  });

  test('goes on after a packet that could not be handled', () => {
    let asked = 0;
    const reservationFor = () => {
      if (asked++ === 0) throw new Error('disk I/O error');
      return null;
    };
    bench = new Bench({ storage, later, reservationFor });
    bootp(MAC);
    bootp(OTHER);
    endOfTurn();
    expect([bench.kinds, bench.events[0]?.reason]).toEqual([
      ['failed', 'acked'],
      'a packet could not be handled: disk I/O error',
    ]);
  });

  test('with one lease that cannot be stored keeps the others', () => {
    const stored: string[] = [];
    const save = ({ mac }: Lease) => {
      if (mac === MAC) throw new Error('disk full');
      stored.push(mac);
    };
    bench = new Bench({ storage: { ...storage, save }, later });
    bootp(MAC);
    bootp(OTHER);
    endOfTurn();
    endOfTurn();
    expect([...new Set(stored)]).toEqual([OTHER]);
    expect(bench.kinds).toEqual(['acked', 'acked', 'failed']);
  });

  test('is finished when the server closes', async () => {
    bootp(MAC);
    await bench.server.close();
    expect(log).toContain(`store ${MAC}`);
    expect(bench.replies).toHaveLength(1);
  });
});
