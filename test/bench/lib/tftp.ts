/** TFTP servers side by side, and the one client that measures them all. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alternate, type Contender, type Rounds } from './alternate.ts';
import { startDoors } from './doors.ts';
import { type Started, udpBound } from './process.ts';
import type { Bench, Processors } from './row.ts';

/** A server of the comparison: how it is started over a folder, and what a file of the folder is called there. */
interface Server {
  readonly name: string;
  /** Debian package; none is our own. */
  readonly package?: string;
  nameOf(file: string): string;
  start(bench: Bench, folder: string, port: number): Promise<Started>;
}

const fieldboot: Server = {
  name: 'fieldboot',
  nameOf: (file) => `loaders/${file}`,
  start: (bench, folder, port) => startDoors(bench, 0, { folder, tftpPort: port, httpPort: 8067 }),
};

/** dnsmasq has no option for the port of its TFTP server: it is 69. */
const dnsmasq: Server = {
  name: 'dnsmasq',
  package: 'dnsmasq-base',
  nameOf: (file) => file,
  start: (bench, folder, port) => {
    if (port !== 69) throw new Error('dnsmasq serves TFTP on port 69 only');
    const words = [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--port=0',
      '--user=root',
      '--log-facility=-',
    ];
    const args = [...words, '--enable-tftp=lo', `--tftp-root=${folder}`, '--pid-file', '--tftp-max=200'];
    return bench.start(bench.file('dnsmasq-base', '/usr/sbin/dnsmasq'), args, {
      cpu: 0,
      ready: () => udpBound(69),
    });
  },
};

/** With an address it asks the resolver, which knows none where only the loopback is up. */
const hpa: Server = {
  name: 'tftpd-hpa',
  package: 'tftpd-hpa',
  nameOf: (file) => file,
  start: (bench, folder, port) =>
    bench.start(
      bench.file('tftpd-hpa', '/usr/sbin/in.tftpd'),
      ['-4', '-L', '-u', 'root', '-a', `:${port}`, '-s', folder],
      { cpu: 0, ready: () => udpBound(port) },
    ),
};

const atftpd: Server = {
  name: 'atftpd',
  package: 'atftpd',
  nameOf: (file) => file,
  start: (bench, folder, port) => {
    const how = [
      '--daemon',
      '--no-fork',
      '--user',
      'root.root',
      '--logfile',
      join(bench.folder, 'atftpd.log'),
    ];
    const args = [...how, '--verbose=1', '--port', String(port), '--bind-address', '127.0.0.1', folder];
    return bench.start(bench.file('atftpd', '/usr/sbin/atftpd'), args, {
      cpu: 0,
      ready: () => udpBound(port),
    });
  },
};

const PEERS: readonly Server[] = [dnsmasq, hpa, atftpd];
/** dnsmasq takes 69; the others need another. */
const PORTS: Readonly<Record<string, number>> = {
  dnsmasq: 69,
  fieldboot: 6901,
  'tftpd-hpa': 6902,
  atftpd: 6903,
};

/** What is asked of every server. */
export interface Load {
  readonly blockSize: number;
  readonly windowSize: number;
  readonly clients: number;
  /** Times that the file is fetched in one run. */
  readonly repeat: number;
}

type Measured = 'mbPerSecond' | 'mbPerCpuSecond' | 'cpuSecondsPerGb' | 'slowest';

/** Servers that run over the same file, and the client. */
export interface TftpGround {
  /**
   * Runs everybody in turn. `mbPerCpuSecond` counts the processor time of server and client: on a busy machine it says
   * what `mbPerSecond` would say on an idle one. `slowest` is the slowest client's rate over the mean of all.
   */
  measure(load: Load, processors: Processors): Promise<Rounds<Measured>>;
}

const FILE = 'file.bin';

/** Starts ourselves and the peers that are there over one file of `mebibytes`. */
export async function tftpGround(
  bench: Bench,
  peers: readonly string[],
  mebibytes: number,
): Promise<TftpGround> {
  const folder = join(bench.folder, 'files');
  mkdirSync(folder);
  const file = join(folder, FILE);
  writeFileSync(file, noise(mebibytes << 20));
  const client = await compileClient(bench);
  const servers = [
    fieldboot,
    ...PEERS.filter((peer) => peers.includes(peer.name) && bench.has(peer.package ?? '')),
  ];
  const running = new Map<Server, Started>();
  for (const server of servers)
    running.set(server, await server.start(bench, folder, PORTS[server.name] ?? 0));
  const fetchOnce = (server: Server, load: Load, cpu: number, ...verify: string[]) => {
    const { blockSize, windowSize, clients, repeat } = load;
    const numbers = [blockSize, windowSize, clients, repeat].map(String);
    const to = ['127.0.0.1', String(PORTS[server.name]), server.nameOf(FILE)];
    return bench.run(client, [...to, ...numbers, ...verify], { cpu });
  };
  const contender = (server: Server, started: Started, load: Load, cpu: number): Contender<Measured> => ({
    name: server.name,
    run: async () => {
      const before = started.cpuSeconds();
      const { stdout } = await fetchOnce(server, load, cpu);
      return figures(stdout, started.cpuSeconds() - before);
    },
  });
  return {
    async measure(load, processors) {
      for (const [server, started] of running) {
        await started.pin(processors.server);
        await fetchOnce(server, { ...load, repeat: 1 }, processors.client, file);
      }
      const contenders = [...running].map(([server, started]) =>
        contender(server, started, load, processors.client),
      );
      return alternate(contenders, bench.rounds);
    },
  };
}

/** What the client prints. */
interface Printed {
  readonly bytes: number;
  readonly seconds: number;
  /** Its own. */
  readonly cpuSeconds: number;
  readonly each: readonly number[];
}

/** What the client printed, as figures; MB are of a million bytes, GB of a thousand million. */
function figures(stdout: string, cpuSeconds: number): Record<Measured, number> {
  const printed = JSON.parse(stdout) as Printed;
  const { bytes, seconds, each } = printed;
  const rates = each.map((one) => 1 / one);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return {
    mbPerSecond: bytes / seconds / 1e6,
    mbPerCpuSecond: bytes / (printed.cpuSeconds + cpuSeconds) / 1e6,
    cpuSecondsPerGb: cpuSeconds / (bytes / 1e9),
    slowest: Math.min(...rates) / mean,
  };
}

async function compileClient(bench: Bench): Promise<string> {
  const program = join(bench.folder, 'tftp-load');
  const source = join(bench.folder, 'tftp-load.c');
  copyFileSync(join(import.meta.dirname, '../client/tftp-load.c'), source);
  await bench.run('cc', ['-O2', '-o', program, source], { cpu: 1 });
  return program;
}

/** Bytes that no packet and no block repeats. */
function noise(length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0, state = 1; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    words[at] = state ^ (state >>> 13);
  }
  return new Uint8Array(words.buffer).subarray(0, length);
}
