import { alternate, compare } from '../lib/alternate.ts';
import { dhcpGround } from '../lib/dhcp.ts';
import type { Started } from '../lib/process.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'dhcp-exchanges',
  work: 'DHCP exchanges of four packets, leases durable, clients behind a relay (perfdhcp, 5 s)',
  aim: 'at least 1.5 times as many as Kea',
  needs: ['kea-admin', 'kea-dhcp4-server', 'dnsmasq-base'],
  measure,
};

/** More than any of them completes on two processors, and no more than perfdhcp itself can send. */
const RATE = 8000;
const ROUNDS = 3;

/** Servers share port 67, so each runs alone: started before its turn, stopped after it. */
async function measure(bench: Bench): Promise<Figure[]> {
  const ground = dhcpGround(bench);
  const { server, client } = bench.processors.split;
  const contender = (name: string, start: (cpu: number) => Promise<Started>) => ({
    name,
    async run() {
      const started = await start(server);
      const seen = await ground.load(started, RATE, client);
      await started.stop();
      bench.say(`${name}: ${Math.round(seen.perSecond)}/s, ${Math.round(seen.microseconds)} µs`);
      return { ...seen };
    },
  });
  const contenders = [
    contender('fieldboot', ground.fieldboot),
    contender('Kea', ground.kea),
    contender('dnsmasq', ground.dnsmasq),
  ];
  const rounds = await alternate(contenders, Math.min(bench.rounds, ROUNDS));
  const note =
    'a killed process loses no lease that was acknowledged; a power cut may, as with Kea. No ARP or ping check in any of the three: the clients are behind a relay';
  return [
    {
      what: 'split',
      unit: 'exchanges/s',
      better: 'more',
      aim: { times: 1.5 },
      note,
      ...compare(rounds, 'perSecond'),
    },
    {
      what: "the server's processor time",
      unit: 'µs/exchange',
      better: 'less',
      aim: null,
      ...compare(rounds, 'microseconds'),
    },
  ];
}
