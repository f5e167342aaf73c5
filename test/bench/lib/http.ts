/** HTTP rows: our door and one nginx worker, the same bytes, the same load. */

import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { alternate, type Contender, type Rounds } from './alternate.ts';
import { startDoors } from './doors.ts';
import { nginxWords } from './nginx.ts';
import type { Started } from './process.ts';
import type { Bench } from './row.ts';

/** Where a file is for each side: a path, or the name of a Lua script's paths (`paths.txt`, one each line). */
export interface HttpLoad {
  readonly connections: number;
  /** Path below nginx's root and below our doors. */
  readonly nginx: string;
  readonly ours: string;
  /** File with paths, asked for at random below the two places above; without it the places are files. */
  readonly paths?: string;
}

export interface HttpMeasured {
  readonly gbPerSecond: number;
  readonly requestsPerSecond: number;
  readonly cpuSecondsPerGb: number;
  readonly cpuMsPerRequest: number;
}

export interface HttpGround {
  /** Runs both, in turn, one processor for the server and one for the load. */
  measure(load: HttpLoad): Promise<Rounds<keyof HttpMeasured>>;
}

const NGINX_PORT = 8190;
const HTTP_PORT = 8067;
const SECONDS = 4;
/** wrk counts in powers of two. */
const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** Starts both over a folder (below `/loaders` here) and, when there is one, a medium (image `iso`). */
export async function httpGround(
  bench: Bench,
  { folder, iso }: { folder: string; iso?: string },
): Promise<HttpGround> {
  const cpu = bench.processors.split.server;
  const ours = await startDoors(bench, cpu, { folder, ...(iso === undefined ? {} : { iso }) });
  const servers: Side[] = [{ name: 'fieldboot', port: HTTP_PORT, server: ours }];
  if (bench.has('nginx-light'))
    servers.push({ name: 'nginx', port: NGINX_PORT, server: await startNginx(bench, folder) });
  return {
    measure: (load) =>
      alternate(
        servers.map((one) => contender(bench, one, load)),
        bench.rounds,
      ),
  };
}

interface Side {
  readonly name: string;
  readonly port: number;
  readonly server: Started;
}

function contender(bench: Bench, one: Side, load: HttpLoad): Contender<keyof HttpMeasured> {
  return {
    name: one.name,
    run: async () => {
      const place = one.name === 'nginx' ? load.nginx : load.ours;
      const before = one.server.cpuSeconds();
      const words = ['-t1', `-c${load.connections}`, `-d${SECONDS}`, '--timeout', '60'];
      const script = load.paths === undefined ? [] : ['-s', scriptFor(bench, place, load.paths)];
      const url = `http://127.0.0.1:${one.port}${load.paths === undefined ? place : '/'}`;
      const { client } = bench.processors.split;
      const { stdout } = await bench.run(bench.file('wrk', '/usr/bin/wrk'), [...words, ...script, url], {
        cpu: client,
      });
      return measured(stdout, one.server.cpuSeconds() - before);
    },
  };
}

/** What wrk prints. A long body that was not whole at the end counts for its bytes, not as a request. */
function measured(text: string, cpuSeconds: number): HttpMeasured {
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`wrk met errors:\n${text}`);
  const seconds = Number(/requests in ([\d.]+)s/.exec(text)?.[1]);
  const [, amount = '', unit = ''] = /Transfer\/sec:\s+([\d.]+)([KMG]?B)/.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN) * seconds;
  const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
  return {
    gbPerSecond: bytes / seconds / 1e9,
    requestsPerSecond: requests / seconds,
    cpuSecondsPerGb: cpuSeconds / (bytes / 1e9),
    cpuMsPerRequest: (cpuSeconds * 1000) / requests,
  };
}

function scriptFor(bench: Bench, place: string, paths: string): string {
  const script = join(bench.folder, `ask${place.replaceAll('/', '-')}.lua`);
  // The same order for everyone: the seed is fixed.
  writeFileSync(
    script,
    `local paths = {}
for line in io.lines("${paths}") do paths[#paths + 1] = "${place}/" .. line end
math.randomseed(7)
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
`,
  );
  return script;
}

async function startNginx(bench: Bench, root: string): Promise<Started> {
  const words = nginxWords(bench.folder, `127.0.0.1:${NGINX_PORT}`, root);
  return bench.start(bench.file('nginx-light', '/usr/sbin/nginx'), words, {
    cpu: bench.processors.split.server,
    ready: () => answers(NGINX_PORT),
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

/** Reads files once, so that the disk has no say. */
export function warm(...paths: readonly string[]): void {
  for (const path of paths) readFileSync(path);
}
