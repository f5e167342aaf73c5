import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DatagramPort } from '../../core/servers/datagram.ts';
import type { DhcpEvent } from '../../core/servers/dhcp.ts';
import {
  IGNORES_SPLIT_OFFERS,
  type ProxyDependencies,
  type ProxyServer,
  type Rescue,
  startProxyServer,
} from '../../core/servers/proxy-dhcp.ts';
import { parseCidr } from '../../core/wire/address.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import type { MessageType } from '../../core/wire/dhcp/options/message-type.ts';
import { REQUESTED_ADDRESS, SERVER_ID, VENDOR_CLASS } from '../../core/wire/dhcp/options/plain.ts';
import { PXE_VENDOR } from '../../core/wire/dhcp/options/pxe-vendor.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { headline } from '../../core/wire/dhcp/summary.ts';
import { captureBytes, MAC, requestPacket } from '../support/dhcp.ts';

const server = parseCidr('10.77.0.2/24') ?? { address: 0, prefix: 0 };
const PXE = option(VENDOR_CLASS, 'PXEClient:Arch:00007:UNDI:003016');

type Handler = (bytes: Uint8Array, from: { address: string; port: number }) => void;

/** A proxy with its two ports in memory. */
class Bench {
  readonly sent: { on: number; packet: DhcpPacket; to: string }[] = [];
  readonly events: DhcpEvent[] = [];
  readonly allowed = new Set<string>();
  now = 1_000_000;
  closed = 0;
  breakPort: (error: Error) => void = () => {};
  readonly #handlers = new Map<number, Handler>();
  readonly proxy: ProxyServer;

  constructor(policy: 'ask' | 'auto' | null = null, changes: Partial<ProxyDependencies> = {}) {
    this.proxy = startProxyServer(
      { dhcp: this.#port(67), bootServer: this.#port(4011) },
      {
        settings: { server, httpPort: 80 },
        mayBoot: () => true,
        clock: () => this.now,
        emit: (event) => void this.events.push(event),
        storage: { load: () => [], save: () => {}, remove: () => {} },
        addressInUse: async () => false,
        later: (task) => task(),
        ...(policy === null ? {} : { rescue: this.rescue(policy, '10.77.0.240', '10.77.0.241') }),
        ...changes,
      },
    );
  }

  rescue(policy: 'ask' | 'auto', first: string, last: string): Rescue {
    const told = { router: null, dns: [], domain: null, httpPort: 80, laptopName: 'laptop-7' };
    return {
      policy,
      settings: { server, first, last, leaseSeconds: 3600, ...told },
      allowed: (mac) => this.allowed.has(mac),
    };
  }

  receive(on: number, bytes: Uint8Array, from = { address: '0.0.0.0', port: 68 }): void {
    this.#handlers.get(on)?.(bytes, from);
  }

  ask(type: MessageType, fields: Partial<DhcpPacket> = {}): void {
    const options = [PXE, ...(fields.options ?? [])];
    this.receive(67, encodePacket(requestPacket(type, { ...fields, options })));
  }

  get replies(): string[] {
    return this.sent.map(
      ({ on, packet, to }) =>
        `${on}: ${headline(packet).split(',')[0]} ${packet.yiaddr} ${packet.file} -> ${to}`,
    );
  }

  get told(): (readonly [string, string | null])[] {
    return this.events.map(({ kind, reason }) => [kind, reason]);
  }

  #port(on: number): DatagramPort {
    return {
      send: async (bytes, address, port) => {
        const decoded = decodePacket(bytes);
        if (decoded.ok) this.sent.push({ on, packet: decoded.packet, to: `${address}:${port}` });
      },
      onMessage: (handler) => void this.#handlers.set(on, handler),
      onError: (handler) => {
        this.breakPort = handler;
      },
      close: async () => {
        this.closed++;
      },
    };
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

test('UEFI PXE: an offer without an address on 67, the file on 4011 from 4011', () => {
  bench.receive(67, captureBytes('ovmf-pxe-discover'));
  bench.receive(67, captureBytes('ovmf-pxe-request'));
  bench.receive(4011, captureBytes('ovmf-pxe-boot-server-request'), { address: '10.77.0.39', port: 4011 });
  expect(bench.replies).toEqual([
    '67: OFFER to 52:54:00:99:00:02 0.0.0.0 /loaders/snponly.efi -> 255.255.255.255:68',
    '4011: ACK to 52:54:00:fb:00:05 0.0.0.0 /loaders/snponly.efi -> 10.77.0.39:4011',
  ]);
  expect(bench.told).toEqual([
    ['discovered', null],
    ['offered', null],
    ['ignored', 'REQUEST is for the server that gives the addresses, not for us'],
    ['offered', null],
  ]);
});

test.each<[string, () => void, string]>([
  ['bytes', () => bench.receive(67, Uint8Array.of(1)), 'cut short at byte 1: 1 bytes wanted, 0 left'],
  [
    'the other server’s answer',
    () => bench.ask('OFFER', { op: 'reply' }),
    'it is a reply of another DHCP server',
  ],
  ['InfiniBand', () => bench.ask('DISCOVER', { htype: 32, hlen: 0 }), 'hardware type 32 is not Ethernet'],
  [
    'a made-up relay',
    () => bench.ask('DISCOVER', { giaddr: '8.8.8.8' }),
    'it came through a relay of another network (8.8.8.8)',
  ],
  [
    'an installer',
    () => bench.receive(67, captureBytes('dhclient-discover')),
    'an operating system asks, it needs no boot file',
  ],
])('%s is silence with a reason', (_, act, reason) => {
  act();
  expect([bench.sent, bench.told]).toEqual([[], [['ignored', reason]]]);
});

test('who is on the deny list is offered nothing', () => {
  bench = new Bench(null, { admission: { allow: [], deny: ['52:54:00'] } });
  bench.ask('DISCOVER');
  expect([bench.sent, bench.told]).toEqual([[], [['ignored', 'it is on the deny list (52:54:00)']]]);
});

test('beside a server that names a boot file of its own, UEFI is told to take the file of our offer', () => {
  const routes = (rival: boolean) => {
    bench = new Bench(null, { rival: () => rival });
    bench.receive(67, captureBytes('ovmf-pxe-discover'));
    return bench.sent[0]?.packet.options.some(({ code }) => code === PXE_VENDOR.code);
  };
  expect([routes(false), routes(true)]).toEqual([false, true]);
});

test('an offer through a relay goes to the relay', () => {
  bench.ask('DISCOVER', { giaddr: '10.77.0.254' });
  expect(bench.sent.map(({ to }) => to)).toEqual(['10.77.0.254:67']);
});

test('an error of a port is told and ends nothing; after closing nothing is answered', async () => {
  bench.breakPort(new Error('network is down'));
  expect(bench.told).toEqual([['failed', 'a DHCP port failed: network is down']]);
  await bench.proxy.close();
  bench.ask('DISCOVER');
  expect([bench.closed, bench.sent]).toEqual([2, []]);
});

describe('a machine that ignores split offers', () => {
  /** Two attempts of two DISCOVERs each. */
  const asksInVain = () => {
    for (const [xid, secs] of [
      [1, 0],
      [1, 4],
      [2, 0],
      [2, 4],
    ] as const) {
      bench.ask('DISCOVER', { xid, secs });
      bench.now += 4000;
    }
  };
  const select = () =>
    bench.ask('REQUEST', {
      options: [option(SERVER_ID, '10.77.0.2'), option(REQUESTED_ADDRESS, '10.77.0.240')],
    });

  test('is said once', () => {
    asksInVain();
    bench.ask('DISCOVER', { xid: 3 });
    expect(bench.told.filter(([kind]) => kind === 'split-offers-ignored')).toEqual([
      ['split-offers-ignored', IGNORES_SPLIT_OFFERS],
    ]);
    expect([bench.proxy.stuck(), bench.sent.every(({ packet }) => packet.yiaddr === '0.0.0.0')]).toEqual([
      [MAC],
      true,
    ]);
  });

  test('is none when it sends a REQUEST to whomever', () => {
    bench.ask('DISCOVER', { xid: 1 });
    bench.ask('DISCOVER', { xid: 1, secs: 4 });
    bench.ask('REQUEST', { xid: 1, options: [option(SERVER_ID, '10.77.0.1')] });
    bench.ask('DISCOVER', { xid: 2 });
    bench.ask('DISCOVER', { xid: 2, secs: 4 });
    expect(bench.proxy.stuck()).toEqual([]);
  });

  test('gets a complete lease when the technician says so, preferred by its class, and no other machine does', async () => {
    bench = new Bench('ask');
    asksInVain();
    bench.allowed.add(MAC);
    bench.sent.length = 0;
    bench.ask('DISCOVER', { xid: 9 });
    await settle();
    select();
    await settle();
    bench.receive(67, captureBytes('ovmf-pxe-discover'));
    expect(bench.replies).toEqual([
      `67: OFFER to ${MAC} 10.77.0.240 /loaders/snponly.efi -> 255.255.255.255:68`,
      `67: ACK to ${MAC} 10.77.0.240 /loaders/snponly.efi -> 255.255.255.255:68`,
      '67: OFFER to 52:54:00:99:00:02 0.0.0.0 /loaders/snponly.efi -> 255.255.255.255:68',
    ]);
    expect(bench.sent[0]?.packet.options.map(({ code }) => code)).toEqual([
      53, 54, 51, 58, 59, 1, 28, 60, 43,
    ]);
    expect([bench.proxy.stuck(), bench.proxy.leases().map(({ mac }) => mac)]).toEqual([[], [MAC]]);
  });

  test('gets it of a range that was lent while serving', async () => {
    asksInVain();
    bench.allowed.add(MAC);
    bench.sent.length = 0;
    bench.ask('DISCOVER', { xid: 9 });
    bench.proxy.rescueWith(bench.rescue('ask', '10.77.0.246', '10.77.0.253'));
    bench.ask('DISCOVER', { xid: 10 });
    await settle();
    expect(bench.sent.map(({ packet }) => packet.yiaddr)).toEqual(['0.0.0.0', '10.77.0.246']);
  });

  test('gets it at once where that is the policy', async () => {
    bench = new Bench('auto');
    asksInVain();
    bench.ask('DISCOVER', { xid: 3 });
    await settle();
    expect(bench.sent.map(({ packet }) => packet.yiaddr)).toEqual([
      '0.0.0.0',
      '0.0.0.0',
      '0.0.0.0',
      '0.0.0.0',
      '10.77.0.240',
    ]);
  });

  test('is left to the other server again as soon as its iPXE or installer asks', () => {
    bench = new Bench('ask');
    bench.allowed.add('52:54:00:99:00:01');
    bench.receive(67, captureBytes('seabios-ipxe-discover'));
    expect(bench.sent.map(({ packet }) => packet.yiaddr)).toEqual(['0.0.0.0']);
  });

  test('that was offered the other server’s address all the same is not refused', async () => {
    bench = new Bench('ask');
    bench.allowed.add(MAC);
    bench.ask('DISCOVER');
    await settle();
    bench.sent.length = 0;
    bench.ask('REQUEST', {
      options: [option(SERVER_ID, '10.77.0.1'), option(REQUESTED_ADDRESS, '10.77.0.33')],
    });
    expect([bench.sent, bench.proxy.leases()]).toEqual([[], []]);
  });
});

test('whatever the bytes are, on either port, nothing throws and no answer gives an address', () => {
  const names = ['ovmf-pxe-discover', 'ovmf-pxe-boot-server-request', 'seabios-ipxe-discover'] as const;
  const changes = fc.array(fc.tuple(fc.nat({ max: 399 }), fc.nat({ max: 255 })), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...names), changes, fc.constantFrom(67, 4011), (name, changed, on) => {
      const bytes = captureBytes(name);
      for (const [at, value] of changed) bytes[at % bytes.length] = value;
      bench.receive(on, bytes, { address: '10.77.0.39', port: 4011 });
    }),
    { numRuns: 500 },
  );
  expect(bench.sent.filter(({ packet }) => packet.yiaddr !== '0.0.0.0')).toEqual([]);
  expect(bench.sent.length).toBeGreaterThan(0);
});
