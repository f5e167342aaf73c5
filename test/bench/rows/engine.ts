import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'engine',
  work: 'the engine: from its start to ready, and its memory with 200 machines waiting at their script',
  aim: 'ready within 1 s, less than 200 MB',
  needs: ['iproute2'],
  measure,
};

const CLI = join(import.meta.dirname, '../../../core/cli.js');
const MACHINES = 200;
/** The interfaces of this namespace, and not those of the machine, are to be found below /sys. */
const OWN_SYS = ['--mount', 'sh', '-c', 'mount -t sysfs none /sys && exec "$0" "$@"'];

async function measure(bench: Bench): Promise<Figure[]> {
  // The interface that it serves on; what it sends to itself arrives there too.
  for (const line of ['link add cable type veth peer name far', 'address add 10.77.0.1/24 dev cable'])
    execFileSync('ip', line.split(' '));
  for (const link of ['cable', 'far']) execFileSync('ip', ['link', 'set', link, 'up']);
  const seconds: number[] = [];
  const cpuSeconds: number[] = [];
  const megabytes: number[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    const found = await oneRound(bench, join(bench.folder, `data-${round}`));
    // The first one reads the program from the disk.
    if (round === 0) continue;
    seconds.push(found.seconds);
    cpuSeconds.push(found.cpuSeconds);
    megabytes.push(found.megabytes);
  }
  execFileSync('ip', ['link', 'del', 'cable']);
  const [what, better] = ['200 machines', 'less'] as const;
  return [
    { what: 'start to ready', unit: 's', better, aim: { limit: 1 }, ours: seconds, peers: [] },
    { what: 'start to ready', unit: 'CPU-s', better, aim: null, ours: cpuSeconds, peers: [] },
    { what, unit: 'MB', better, aim: { limit: 200 }, ours: megabytes, peers: [] },
  ];
}

interface Found {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

async function oneRound(bench: Bench, data: string): Promise<Found> {
  const begun = performance.now();
  let seconds = 0;
  const words = ['serve', '--data', data, '--interface', 'cable', '--mode', 'external', '--insist', '--json'];
  const engine = await bench.start('unshare', [...OWN_SYS, process.execPath, CLI, ...words], {
    cpu: 0,
    ready: (started) => {
      seconds = (performance.now() - begun) / 1000;
      return started.output().includes('"ready":true');
    },
  });
  const cpuSeconds = engine.cpuSeconds();
  for (let at = 0; at < MACHINES; at++) {
    const mac = `52:54:00:00:00:${at.toString(16).padStart(2, '0')}`;
    const facts = 'manufacturer=QEMU&product=Standard%20PC&memsize=1024&platform=pcbios';
    const script = await fetch(`http://10.77.0.1:8067/machines/${mac}/boot.ipxe?${facts}`);
    if (!(await script.text()).startsWith('#!ipxe')) throw new Error('it gave no script');
  }
  const status = readFileSync(`/proc/${engine.pid}/status`, 'utf8');
  const megabytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  await engine.stop();
  return { seconds, cpuSeconds, megabytes };
}
