import { alternate, type Contender, compare } from '../lib/alternate.ts';
import { type DhcpGround, dhcpGround, type Exchanges } from '../lib/dhcp.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'dhcp-exchanges',
  work: 'DHCP exchanges of four packets, leases durable, clients behind a relay (perfdhcp, 5 s)',
  aim: 'at least 1.5 times as many as Kea',
  needs: ['kea-admin', 'kea-dhcp4-server', 'dnsmasq-base'],
  measure,
};

/** As many as perfdhcp itself can begin. */
const MOST = 8000;
/** Exchanges begun in a second by those who have half a processor: what is too much for one is too little for another. */
const RATES = [3000, 5000, MOST] as const;
const ROUNDS = 3;

type Name = 'fieldboot' | 'kea' | 'dnsmasq';

async function measure(bench: Bench): Promise<Figure[]> {
  const ground = dhcpGround(bench);
  const rounds = Math.min(bench.rounds, ROUNDS);
  const run = (names: readonly Name[], share: number, rates: readonly number[]) =>
    alternate(
      names.map((name) => contender(bench, ground, name, share, rates)),
      rounds,
    );
  const whole = await run(['fieldboot', 'kea', 'dnsmasq'], 1, [MOST]);
  const half = await run(['fieldboot', 'kea'], 0.5, RATES);
  const note =
    'a killed process loses no lease that was acknowledged; a power cut may, as with Kea. No ARP or ping check in any of the three: the clients are behind a relay. Each exchange is also told in words, kept and searchable, which neither peer does; a hundred machines that are switched on together are a hundred exchanges';
  const limit = `perfdhcp begins ${MOST} a second at most, which is the limit of whoever could do more`;
  const better = 'less';
  return [
    {
      ...{ what: 'split, half a processor for the server', unit: 'exchanges/s', better: 'more' },
      ...{ aim: { times: 1.5 }, note, ...compare(half, 'perSecond') },
    },
    {
      ...{ what: 'split, a whole processor', unit: 'exchanges/s', better: 'more', aim: null, note: limit },
      ...compare(whole, 'perSecond'),
    },
    {
      ...{ what: "the server's processor time, half a processor", unit: 'µs/exchange', better, aim: null },
      ...compare(half, 'microseconds'),
    },
    {
      ...{ what: "the server's processor time, a whole one", unit: 'µs/exchange', better, aim: null },
      ...compare(whole, 'microseconds'),
    },
  ];
}

/** Servers share port 67, so each runs alone: started before its turn, stopped after it. The best of its rates counts. */
function contender(
  bench: Bench,
  ground: DhcpGround,
  name: Name,
  share: number,
  rates: readonly number[],
): Contender<keyof Exchanges> {
  const { server, client } = bench.processors.split;
  return {
    name,
    async run() {
      const seen: Exchanges[] = [];
      for (const rate of rates) {
        const started = await ground[name](server, share < 1 ? share : undefined);
        seen.push(await ground.load(started, rate, client));
        await started.stop();
      }
      const [best = { perSecond: 0, microseconds: 0 }] = seen.sort((a, b) => b.perSecond - a.perSecond);
      bench.say(`${name}: ${Math.round(best.perSecond)}/s, ${Math.round(best.microseconds)} µs`);
      return { ...best };
    },
  };
}
