/** Made-up packets against the real DHCP server, in memory, with every answer checked. */

import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DatagramPeer, DatagramPort } from '../../core/servers/datagram.ts';
import { type Lease, startDhcpServer } from '../../core/servers/dhcp.ts';
import { formatIpv4, hex, type Ipv4Network, parseCidr, parseIpv4 } from '../../core/wire/address.ts';
import { decodePacket, encodePacket, hardwareAddress } from '../../core/wire/dhcp/packet.ts';
import { datagramsOf } from '../support/pcap.ts';
import { type Answer, brokenRules, Holders, type Served } from './dhcp-rules.ts';
import { mutated, type Surroundings } from './mutate.ts';
import { chance } from './random.ts';

export interface FuzzReport {
  readonly packets: number;
  readonly answers: number;
  /** Answers by type of what was told: `offered`, `acked`, `nak`, `informed`, …, and the silences. */
  readonly told: Readonly<Record<string, number>>;
  /** Rules that were broken, each with the first packet that did it, at most twenty. */
  readonly broken: readonly string[];
  /** Growth of the heap after a first tenth of the packets, in MiB. */
  readonly heapGrowth: number;
}

const network = (text: string): Ipv4Network => parseCidr(text) ?? { address: 0, prefix: 0 };
const RANGES = [
  { network: network('10.77.0.1/24'), first: '10.77.0.100', last: '10.77.0.220' },
  { network: network('10.88.0.0/24'), first: '10.88.0.50', last: '10.88.0.90' },
] as const;
const LEASE_SECONDS = 600;

const SERVED: Served = {
  server: '10.77.0.1',
  ranges: RANGES,
  configured: [1, 3, 6, 15, 28, 51, 54, 58, 59],
};

/** Every capture of test/golden: single packets, and what the lab's firmware said. */
export function seeds(): Uint8Array[] {
  const filesOf = (folder: string, ending: string) => {
    const at = new URL(`../golden/${folder}/`, import.meta.url);
    const names = readdirSync(at).filter((name) => name.endsWith(ending));
    return names.map((name) => new Uint8Array(readFileSync(new URL(name, at))));
  };
  const conversations = filesOf('firmware', '.pcap').flatMap(datagramsOf);
  return [...filesOf('dhcp', '.bin'), ...conversations.map(({ payload }) => payload)];
}

/** Runs so many packets from one seed of chance. @param say is told of progress ten times */
export async function fuzzDhcp(
  packets: number,
  seed: number,
  say: (line: string) => void = () => {},
): Promise<FuzzReport> {
  const random = chance(seed);
  const target = new Target(() => random.oneIn(200));
  const holders = new Holders();
  const broken = new Map<string, string>();
  const from = seeds();
  let [answers, heap] = [0, 0];
  const note = (rule: string, bytes: Uint8Array) => {
    const kind = rule.replace(/\d+(\.\d+)*/g, 'N').replace(/[0-9a-f]{12}/g, 'M');
    if (broken.size < 20 && !broken.has(kind)) broken.set(kind, `${rule}: ${hex(bytes)}`);
  };
  for (let n = 1; n <= packets; n++) {
    const bytes = mutated(from, target.around, random);
    const given = await target.ask(bytes);
    answers += given.length;
    for (const rule of brokenRules(bytes, given, SERVED)) note(rule, bytes);
    const twice = holders.note(bytes, given, target.now);
    if (twice !== null) note(twice, bytes);
    if (!readsAlike(bytes)) note('what is written back reads differently', bytes);
    // Mostly seconds, now and then long enough for leases to end.
    target.now += random.oneIn(500) ? 1000 * random.below(2 * LEASE_SECONDS) : random.below(2000);
    if (n === Math.ceil(packets / 10)) heap = heapMiB();
    if (n % Math.ceil(packets / 10) === 0)
      say(`${n} packets, ${answers} answers, ${broken.size} rules broken`);
  }
  return { packets, answers, told: target.told, broken: [...broken.values()], heapGrowth: heapMiB() - heap };
}

/** decode(encode(decode(x))) is decode(x), for whatever is a packet. */
function readsAlike(bytes: Uint8Array): boolean {
  const first = decodePacket(bytes);
  if (!first.ok) return true;
  const again = decodePacket(encodePacket(first.packet));
  // Beyond the size that is read at all there is nothing to compare.
  if (!again.ok) return again.reason.includes('too many');
  return JSON.stringify(again.packet) === JSON.stringify(first.packet);
}

/** The server with everything around it in memory; its clock is ours. */
class Target {
  now = 1_700_000_000_000;
  readonly told: Record<string, number> = {};
  readonly around: Surroundings;
  readonly #offers = new Map<string, string>();
  readonly #stored = new Map<string, Lease>();
  #answers: Answer[] = [];
  #handler: (bytes: Uint8Array, from: DatagramPeer) => void = () => {};

  /** @param taken whether the next address that is looked at is somebody else's */
  constructor(taken: () => boolean) {
    this.around = {
      server: SERVED.server,
      addresses: interesting(),
      relays: ['10.77.0.9', '10.88.0.1', '10.88.0.60', '10.99.0.1'],
      lastOffer: (mac) => this.#offers.get(mac),
    };
    const [local, relayed] = RANGES;
    startDhcpServer(this.#port(), {
      settings: {
        ...{ server: local.network, first: local.first, last: local.last, leaseSeconds: LEASE_SECONDS },
        relayed: [{ subnet: relayed.network, first: relayed.first, last: relayed.last, router: null }],
        ...{ router: '10.77.0.1', dns: ['10.77.0.1', '10.77.0.2'], domain: 'rack.test' },
        ...{ httpPort: 8067, laptopName: 'laptop' },
      },
      storage: {
        load: () => [],
        save: (lease) => void this.#stored.set(lease.mac, lease),
        remove: (mac) => void this.#stored.delete(mac),
      },
      reservationFor: () => null,
      mayBoot: () => true,
      addressInUse: async () => taken(),
      clock: () => this.now,
      emit: (event) => this.#note(event.kind, event.summary),
      sleep: () => new Promise(() => {}),
      later: (task) => task(),
    });
  }

  /** Everything that one datagram was answered with. */
  async ask(bytes: Uint8Array): Promise<Answer[]> {
    this.#answers = [];
    this.#handler(Buffer.from(bytes), { address: '10.77.0.9', port: 68 });
    // An offer waits for the look whether its address is in use.
    if (this.#answers.length === 0) await turn();
    for (const { bytes: sent } of this.#answers) this.#remember(sent);
    return this.#answers;
  }

  #remember(sent: Uint8Array): void {
    const decoded = decodePacket(sent);
    if (!decoded.ok || decoded.packet.yiaddr === '0.0.0.0') return;
    if (this.#offers.size > 2000) this.#offers.clear();
    this.#offers.set(hardwareAddress(decoded.packet), decoded.packet.yiaddr);
  }

  /** The words of a packet are made for every fact: they may not throw either. */
  #note(kind: string, summary: string): void {
    if (kind === 'failed' || summary === '') throw new Error(`${kind}: ${summary}`);
    this.told[kind] = (this.told[kind] ?? 0) + 1;
  }

  #port(): DatagramPort {
    return {
      send: async (bytes, address, port) => void this.#answers.push({ bytes, address, port }),
      onMessage: (handler) => {
        this.#handler = handler;
      },
      onError: () => {},
      close: async () => {},
    };
  }
}

/** Addresses in the ranges, at their ends, beside them, and elsewhere. */
function interesting(): string[] {
  const inRanges = RANGES.flatMap(({ first, last }) => {
    const [from, to] = [parseIpv4(first) ?? 0, parseIpv4(last) ?? 0];
    return Array.from({ length: to - from + 3 }, (_, at) => formatIpv4(from - 1 + at));
  });
  return [...inRanges, '10.77.0.0', '10.77.0.1', '10.77.0.255', '10.88.0.1', '192.168.1.20', '0.0.0.0'];
}

/** Heap in use after everything that is garbage has been collected. */
function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
