/** Programs of other people on a bad cable: they get an address, and files by TFTP and HTTP, byte for byte. */

import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootFilesFolder } from '../../core/host/boot-files.ts';
import { ensurePackages } from '../support/packages.ts';
import { type BadCable, badCableInto } from './cables.ts';
import type { Rack } from './rack.ts';
import type { Report } from './report.ts';
import { atEnd, ended, quietly, sh, spawnIn } from './system.ts';

const SPACE = `fb-${process.pid}-bad`;
const FILE = 'loaders/undionly.kpxe';
/** Seconds. The longest wait of a DHCP client between two questions is 64. */
const PATIENCE = 300;

/** Sets the address that a DHCP client was given; both kinds of client call it. */
const SCRIPT = `#!/bin/sh
address="\${new_ip_address:-$ip}"
[ -n "$address" ] && ip address replace "$address/24" dev eth0
exit 0
`;

/** Runs the programs, each as a check. @returns the cable, unplugged */
export async function checkClients(
  rack: Rack,
  report: Report,
  folder: string,
  seed: number,
): Promise<BadCable> {
  ensurePackages(['udhcpc', 'isc-dhcp-client', 'atftp', 'tftp-hpa', 'curl']);
  sh('ip', 'netns', 'add', SPACE);
  atEnd(() => quietly('ip', 'netns', 'del', SPACE));
  const cable = await badCableInto(SPACE, rack, folder, seed);
  const script = join(folder, 'dhcp-script');
  writeFileSync(script, SCRIPT);
  chmodSync(script, 0o755);
  await report.check('udhcpc gets an address on a bad cable', () =>
    getAddress('udhcpc', ['-i', 'eth0', '-f', '-q', '-n', '-t', '30', '-T', '2', '-s', script]),
  );
  await report.check('dhclient gets an address on a bad cable', () =>
    getAddress('dhclient', ['-4', '-1', '-d', '-sf', script, ...dhclientFiles(folder), 'eth0']),
  );
  const got = join(folder, 'got');
  const http = `http://${rack.address}:8067/${FILE}`;
  // atftp without options only: it gives up at an OACK that comes twice ("unexpected OACK") and leaves an empty file. This
  // cable doubles one frame in twenty, and a server must repeat it when the answer is lost.
  await report.check('atftp gets a file on a bad cable', () =>
    getFile(got, 'atftp', ['-g', '-r', FILE, '-l', got, rack.address]),
  );
  await report.check('tftp-hpa gets a file on a bad cable', () =>
    getFile(got, 'tftp', ['-m', 'binary', rack.address, '-c', 'get', FILE, got]),
  );
  await report.check('curl gets a file by TFTP on a bad cable', () =>
    getFile(got, 'curl', ['-sS', '-o', got, `tftp://${rack.address}/${FILE}`]),
  );
  await report.check('curl gets a file by HTTP on a bad cable', () =>
    getFile(got, 'curl', ['-sS', '-o', got, http]),
  );
  await cable.unplug();
  return cable;
}

/** `-1` of dhclient ends it after the first lease when it is not kept in the foreground; here it is ended by us. */
async function getAddress(program: string, args: readonly string[]): Promise<void> {
  sh('ip', '-n', SPACE, '-4', 'address', 'flush', 'dev', 'eth0');
  const client = spawnIn(SPACE, program, args, { stdio: 'ignore' });
  const over = Date.now() + PATIENCE * 1000;
  const address = () => /inet (10\.77\.0\.\d+)/.exec(sh('ip', '-n', SPACE, '-4', 'address', 'show', 'eth0'));
  while (address() === null && Date.now() < over) await new Promise((resolve) => setTimeout(resolve, 200));
  client.kill('SIGKILL');
  await ended(client);
  if (address() === null) throw new Error(`${program} has no address after ${PATIENCE} s`);
}

function dhclientFiles(folder: string): string[] {
  const conf = join(folder, 'dhclient.conf');
  writeFileSync(conf, 'timeout 250;\ninitial-interval 1;\nbackoff-cutoff 4;\n');
  return ['-cf', conf, '-lf', join(folder, 'dhclient.leases'), '-pf', join(folder, 'dhclient.pid')];
}

async function getFile(into: string, program: string, args: readonly string[]): Promise<void> {
  rmSync(into, { force: true });
  const client = spawnIn(SPACE, program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [client.stdout, client.stderr])
    stream?.on('data', (text: Buffer) => {
      words = `${words}${text}`.slice(-1000);
    });
  const timer = setTimeout(() => client.kill('SIGKILL'), PATIENCE * 1000);
  await ended(client);
  clearTimeout(timer);
  const [got, whole] = [readFileSync(into), readFileSync(join(bootFilesFolder(), FILE))];
  if (got.equals(whole)) return;
  const same = got.equals(whole.subarray(0, got.length)) ? 'the beginning of it' : 'something else';
  throw new Error(`${program} got ${same}, ${got.length} of ${whole.length} bytes: ${words.trim()}`);
}
