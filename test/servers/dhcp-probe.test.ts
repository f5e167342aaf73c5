import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeProber, probePacket } from '../../core/netboot/probe.ts';
import type { Clock } from '../../core/servers/clock.ts';
import type { DatagramPort } from '../../core/servers/datagram.ts';
import { namedServer, overhear } from '../../core/servers/dhcp-overhear.ts';
import { askServers, type ProbePort } from '../../core/servers/dhcp-probe.ts';
import { option } from '../../core/wire/dhcp/option.ts';
import { MESSAGE_TYPE } from '../../core/wire/dhcp/options/message-type.ts';
import { SERVER_ID } from '../../core/wire/dhcp/options/plain.ts';
import { type DhcpPacket, encodePacket } from '../../core/wire/dhcp/packet.ts';
import { capture, captureBytes, requestPacket } from '../support/dhcp.ts';

const prober = makeProber(new Uint8Array(10).fill(7));

/** A clock that is turned by hand. */
function handClock() {
  let now = 0;
  const tasks = new Set<{ at: number; task: () => void }>();
  const clock: Clock = {
    now: () => now,
    after(ms, task) {
      const entry = { at: now + ms, task };
      tasks.add(entry);
      return () => tasks.delete(entry);
    },
  };
  const turn = async (to: number): Promise<void> => {
    for (;;) {
      const next = [...tasks].filter(({ at }) => at <= to).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      tasks.delete(next);
      now = next.at;
      next.task();
      await Promise.resolve();
    }
    now = to;
  };
  return { clock, turn };
}

function offer(server: string, yiaddr: string): Uint8Array {
  const packet: DhcpPacket = {
    ...probePacket(prober, 0),
    op: 'reply',
    yiaddr,
    options: [option(MESSAGE_TYPE, 'OFFER'), option(SERVER_ID, server)],
  };
  return encodePacket(packet);
}

function cable(send: () => Promise<void> = async () => {}) {
  const sent: number[] = [];
  const { clock, turn } = handClock();
  let handler: Parameters<ProbePort['onMessage']>[0] = () => {};
  const port: ProbePort = {
    send: () => {
      sent.push(clock.now());
      return send();
    },
    onMessage: (set) => {
      handler = set;
    },
    close: async () => {},
  };
  let done = -1;
  const asked = askServers({
    port,
    prober,
    own: ['10.77.0.1'],
    askAt: [0, 1000],
    listenMs: 4000,
    graceMs: 500,
    clock,
  });
  const ended = asked.then(
    () => {
      done = clock.now();
    },
    () => {},
  );
  const hear = (bytes: Uint8Array, address: string) => handler(bytes, { address, mac: null });
  return { asked, ended, sent, turn, hear, done: () => done };
}

describe('asking', () => {
  test('is done twice, and silence is waited for to the end', async () => {
    const { asked, sent, turn, done, ended } = cable();
    await turn(3999);
    expect(done()).toBe(-1);
    await turn(4000);
    await ended;
    expect([await asked, sent, done()]).toEqual([[], [0, 1000], 4000]);
  });

  test('ends soon after a server gave an address, and the others of that time count', async () => {
    const { asked, turn, hear, done, ended } = cable();
    await turn(100);
    hear(offer('192.168.1.1', '192.168.1.50'), '192.168.1.1');
    hear(offer('192.168.1.1', '192.168.1.50'), '192.168.1.1');
    await turn(300);
    hear(offer('192.168.1.2', '0.0.0.0'), '192.168.1.2');
    await turn(600);
    await ended;
    const servers = (await asked).map(({ address, kind }) => `${kind} ${address}`);
    expect([servers, done()]).toEqual([['dhcp 192.168.1.1', 'pxe 192.168.1.2'], 600]);
  });

  test('hears neither itself nor noise, and is not flooded', async () => {
    const { asked, turn, hear } = cable();
    await turn(1);
    hear(offer('10.77.0.1', '10.77.0.100'), '10.77.0.1');
    hear(offer('192.168.1.7', '10.77.0.100'), '10.77.0.1');
    hear(Uint8Array.of(1, 2, 3), '192.168.1.1');
    for (let n = 1; n < 200; n++) hear(offer(`192.168.9.${n}`, '0.0.0.0'), '192.168.9.1');
    await turn(4000);
    expect((await asked).length).toBe(16);
  });

  test('fails when the question cannot leave', async () => {
    const { asked, turn } = cable(() => Promise.reject(new Error('ENETUNREACH')));
    const failed = expect(asked).rejects.toThrow('ENETUNREACH');
    await turn(10);
    await failed;
  });
});

const request = (fields: Partial<DhcpPacket>, ...more: readonly [string?]) =>
  encodePacket(requestPacket(more[0] === 'DISCOVER' ? 'DISCOVER' : 'REQUEST', fields));

describe('overhearing', () => {
  test.each([
    [
      'a REQUEST that names a server',
      request({ options: [option(SERVER_ID, '192.168.1.1')] }),
      '192.168.1.1',
    ],
    ['a REQUEST that names none', request({}), null],
    [
      'a REQUEST that came by a relay',
      request({ giaddr: '10.1.1.1', options: [option(SERVER_ID, '192.168.1.1')] }),
      null,
    ],
    ['a DISCOVER', request({ options: [option(SERVER_ID, '192.168.1.1')] }, 'DISCOVER'), null],
    ['a server’s packet', captureBytes('dnsmasq-ack'), null],
    ['no packet', Uint8Array.of(1, 2, 3), null],
  ])('%s', (_, bytes, expected) => {
    expect(namedServer(bytes)).toBe(expected);
  });

  test('a real udhcpc names the server it has chosen', () => {
    const named = capture('udhcpc-request').options.find(({ code }) => code === 54)?.data;
    expect(namedServer(captureBytes('udhcpc-request'))).toBe(named?.join('.'));
  });

  test('whatever the bytes are, it is harmless', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 120 }), (tail) => {
        const head = request({}).subarray(0, 240);
        expect(() => namedServer(Uint8Array.of(...head, ...tail))).not.toThrow();
      }),
    );
  });

  test('our own question does not reach our own server; everything else does', () => {
    let handler: Parameters<DatagramPort['onMessage']>[0] = () => {};
    const port: DatagramPort = {
      send: async () => {},
      onMessage: (set) => {
        handler = set;
      },
      onError: () => {},
      close: async () => {},
    };
    const passed: number[] = [];
    const named: string[] = [];
    const from = { address: '0.0.0.0', port: 68 };
    overhear(port, prober.mac, (server) => named.push(server)).onMessage((bytes) =>
      passed.push(bytes.length),
    );
    const other = request({ options: [option(SERVER_ID, '192.168.1.1')] });
    handler(encodePacket(probePacket(prober, 0)), from);
    handler(other, from);
    handler(Uint8Array.of(1), from);
    expect([passed, named]).toEqual([[other.length, 1], ['192.168.1.1']]);
  });
});
