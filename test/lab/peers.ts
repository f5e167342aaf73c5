/**
 * Foreign programs on the other end of the cable (`npm run lab:peers`, about two minutes, no machines).
 *
 *   clients   udhcpc, dhclient, dhcpcd and systemd-networkd each get an address from the real engine, renew it when its
 *             time comes, and give it back; all at once, each in a namespace of its own
 *   servers   dnsmasq, Kea and ISC's dhcpd as the server that is already there: preflight names each of them and
 *             proposes to serve beside it, and full DHCP is refused or ends
 *
 *   npm run lab:peers -- servers      one of the two
 */

import { join } from 'node:path';
import type { EventView } from '../../core/api/contract.ts';
import { ensurePackages, hasPackage } from '../support/packages.ts';
import { CLIENTS, type DhcpClient, type PluggedClient, plugInClient } from './dhcp-clients.ts';
import { type Fieldboot, preflightOn, startFieldboot } from './fieldboot.ts';
import { runFolder, whyNot } from './ground.ts';
import { addOtherAddress, OTHER_ADDRESS, OTHER_SERVERS, type OtherServerKind } from './other-servers.ts';
import { makeRack, type Rack } from './rack.ts';
import { openReport, type Report } from './report.ts';
import { clearAway, endGently, until } from './system.ts';

/** Seconds. An address is renewed after half its time. */
const LEASE = 60;
const WAIT = { address: 90, renewal: LEASE * 2, release: 60, refusal: 60 } as const;

async function main(wanted: readonly string[]): Promise<number> {
  const report = openReport('peers');
  const obstacle = await whyNot((line) => console.log(line));
  if (obstacle) {
    report.skip('foreign programs', obstacle);
    return 0;
  }
  const rack = makeRack();
  const folder = runFolder('peers');
  const all = wanted.length === 0;
  if (all || wanted.includes('clients')) await runClients(report, rack, folder);
  if (all || wanted.includes('servers')) await runServers(report, rack, folder);
  return report.failed === 0 ? 0 : 1;
}

/** Those whose package is here, or can be had; the others are skipped with the reason. */
function available<T extends { readonly name: string; readonly package: string }>(
  report: Report,
  all: readonly T[],
): T[] {
  ensurePackages(
    all.map((one) => one.package),
    (line) => console.log(line),
  );
  return all.filter((one) => {
    const here = hasPackage(one.package);
    if (!here) report.skip(one.name, `the package ${one.package} is not installed`);
    return here;
  });
}

async function runClients(report: Report, rack: Rack, folder: string): Promise<void> {
  const options = {
    data: join(folder, 'data'),
    log: join(folder, 'fieldboot.log'),
    args: ['--lease', String(LEASE)],
  };
  const fieldboot = await report.check('the program serves', () => startFieldboot(rack, options));
  if (!fieldboot) return;
  const clients = available(report, CLIENTS);
  await Promise.all(
    clients.map((client, n) => runClient(report, fieldboot, client, plugInClient(rack, n, folder))),
  );
  await report.check('the program stops cleanly on SIGTERM', () => fieldboot.stop());
}

async function runClient(
  report: Report,
  fieldboot: Fieldboot,
  client: DhcpClient,
  plugged: PluggedClient,
): Promise<void> {
  const { mac } = plugged;
  const child = client.start(plugged);
  const first = await report.check(`${client.name} gets an address`, async () => {
    const acked = await fieldboot.awaitEvent(mac, 'acked', WAIT.address);
    await until('the address on its interface', WAIT.address, () => plugged.address() !== null);
    if (plugged.address() !== acked.detail.address)
      throw new Error(`it has ${plugged.address()}, and was given ${acked.detail.address}`);
    await follows(fieldboot, mac, ['offered', 'acked']);
    return acked;
  });
  if (first)
    await report.check(`${client.name} renews it when half its time is over`, async () => {
      const again = await fieldboot.awaitEvent(mac, 'acked', WAIT.renewal, first.id);
      if (again.detail.address !== first.detail.address)
        throw new Error(`it got ${again.detail.address} instead of ${first.detail.address}`);
    });
  if (first)
    await report.check(`${client.name} gives it back`, async () => {
      client.release(plugged, child);
      await fieldboot.awaitEvent(mac, 'released', WAIT.release);
      // The address stays in mind for it; only its time is over.
      await until('the end of its lease', WAIT.release, async () => {
        const leases = await fieldboot.call('leases', {});
        return !leases.some((lease) => lease.mac === mac && lease.expiresAt > Date.now());
      });
    });
  await endGently(child);
}

/** Its events have these kinds first, in this order. */
async function follows(fieldboot: Fieldboot, mac: string, kinds: readonly EventView['kind'][]) {
  const seen = (await fieldboot.events(mac)).map(({ kind }) => kind).slice(0, kinds.length);
  if (seen.join() !== kinds.join()) throw new Error(`its events are ${seen.join(', ')}`);
}

async function runServers(report: Report, rack: Rack, folder: string): Promise<void> {
  addOtherAddress(rack);
  for (const kind of available(report, OTHER_SERVERS)) await runServer(report, rack, folder, kind);
}

async function runServer(
  report: Report,
  rack: Rack,
  folder: string,
  { name, start, quick }: OtherServerKind,
): Promise<void> {
  const server = await report.check(`${name} serves`, () => start(rack, folder));
  if (!server) return;
  await report.check(`preflight names ${name} and proposes to serve beside it`, () => {
    const { servers, proposal } = preflightOn(rack, rack.interface);
    const heard = servers.map(({ kind, address, offered }) => `${kind} ${address} offers ${offered}`).join();
    if (!new RegExp(`^dhcp ${OTHER_ADDRESS} offers 10\\.77\\.0\\.\\d+$`).test(heard))
      throw new Error(`it heard ${heard || 'nobody'}`);
    if (proposal.mode !== 'proxy-dhcp' || proposal.because?.code !== 'OTHER_DHCP_SERVER')
      throw new Error(`it proposes ${JSON.stringify(proposal)}`);
  });
  // One that pings first answers when serving has begun; the watch hears it then.
  const title = quick ? `full DHCP beside ${name} is refused` : `full DHCP beside ${name} ends by itself`;
  await report.check(title, () => serveInVain(rack, folder, name));
  await endGently(server.child);
}

/** Serves until it ends; throws when that was for another reason. */
async function serveInVain(rack: Rack, folder: string, name: string): Promise<void> {
  const options = {
    data: join(folder, `data-${name}`),
    log: join(folder, `${name}.log`),
    args: ['--other-dhcp', 'stop'],
  };
  const words = await startFieldboot(rack, options).then(
    (fieldboot) => until('the end of serving', WAIT.refusal, () => fieldboot.lastWords()),
    (error: Error) => error.message,
  );
  if (!words.includes('OTHER_DHCP_SERVER') || !words.includes(OTHER_ADDRESS)) throw new Error(words);
}

const code = await main(process.argv.slice(2));
clearAway();
process.exit(code);
