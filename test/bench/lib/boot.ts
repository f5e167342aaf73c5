/** The ground of the boot row: the lab's rack, and two ways to serve the same files in it. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootFilesFolder } from '../../../core/host/boot-files.ts';
import { machineSpec } from '../../lab/catalogue.ts';
import { type Fieldboot, startFieldboot } from '../../lab/fieldboot.ts';
import { type Machine, makeMachine } from '../../lab/machine.ts';
import { smallDebianIso } from '../../lab/media.ts';
import { importSmallDebian } from '../../lab/own-kernel.ts';
import { makeRack, type Rack } from '../../lab/rack.ts';
import { endGently, sh, spawnIn, textOf, until } from '../../lab/system.ts';
import { nginxWords } from './nginx.ts';
import { librariesFor } from './packages.ts';
import type { Bench } from './row.ts';

/** Who serves. */
export interface Serving {
  readonly name: string;
  /** Starts it for machines with these MACs; resolves to what ends it. */
  start(macs: readonly string[]): Promise<() => Promise<unknown>>;
}

export interface BootGround {
  readonly servers: readonly Serving[];
  /** Switches `count` machines on at once; resolves to the seconds until the last of them runs its kernel. */
  boot(serving: Serving, firmware: 'bios' | 'uefi', count: number): Promise<number>;
}

/** What both give the kernel: its first line on the serial port is what is waited for. */
const ARGS = 'console=ttyS0,115200';
const FIRST_LINE = /Linux version \d/;
/** Seconds; eight machines without KVM on two processors are slow. */
const PATIENCE = 900;
const HTTP_PORT = 8191;

/** Lays the rack. Needs root and QEMU. */
export async function bootGround(bench: Bench): Promise<BootGround> {
  const rack = makeRack();
  const servers = [fieldboot(bench, rack), dnsmasqAndNginx(bench, rack)];
  let run = 0;
  return {
    servers,
    async boot(serving, firmware, count) {
      const folder = join(bench.folder, `boot-${run++}`);
      mkdirSync(folder);
      const specs = Array.from({ length: count }, (_, n) =>
        machineSpec(n, `bench-${firmware}-${n}`, firmware, { memoryMiB: 512 }),
      );
      const machines = specs.map((spec) => makeMachine(rack, spec, folder));
      const end = await serving.start(specs.map(({ mac }) => mac));
      try {
        return await secondsToKernel(machines);
      } finally {
        for (const machine of machines) await machine.stop();
        await end();
      }
    },
  };
}

async function secondsToKernel(machines: readonly Machine[]): Promise<number> {
  const switchedOn = performance.now();
  for (const machine of machines) machine.start();
  await Promise.all(machines.map((machine) => machine.awaitSerial(FIRST_LINE, PATIENCE)));
  return (performance.now() - switchedOn) / 1000;
}

/** The program, in a data folder of its own each time: a machine that is new, and chosen for before it comes. */
function fieldboot(bench: Bench, rack: Rack): Serving {
  let started = 0;
  return {
    name: 'fieldboot',
    async start(macs) {
      const data = join(bench.folder, `data-${started++}`);
      const engine = await startFieldboot(rack, { data, log: `${data}.log` });
      await chooseFor(engine, macs);
      return () => engine.stop();
    },
  };
}

async function chooseFor(engine: Fieldboot, macs: readonly string[]): Promise<void> {
  const image = await importSmallDebian(engine);
  const settings = { kernel_args: ARGS };
  const { id } = await engine.call('createProfile', { name: 'Bench', image, settings });
  for (const mac of macs) await engine.call('assign', { mac, profile: id });
}

/** What an administrator would set up for the same: DHCP and TFTP by dnsmasq, iPXE, files by nginx. */
function dnsmasqAndNginx(bench: Bench, rack: Rack): Serving {
  const root = join(bench.folder, 'peer');
  mkdirSync(root);
  for (const [inside, name] of [
    ['/install.amd/vmlinuz', 'linux'],
    ['/install.amd/initrd.gz', 'initrd.gz'],
  ] as const)
    sh('xorriso', '-osirrox', 'on', '-indev', smallDebianIso(), '-extract', inside, join(root, name));
  for (const loader of ['undionly.kpxe', 'snponly.efi'])
    copyFileSync(join(bootFilesFolder(), 'loaders', loader), join(root, loader));
  const base = `http://${rack.address}:${HTTP_PORT}`;
  const script = [
    '#!ipxe',
    `kernel ${base}/linux initrd=initrd.gz ${ARGS}`,
    `initrd --name initrd.gz ${base}/initrd.gz`,
    'boot',
  ];
  writeFileSync(join(root, 'boot.ipxe'), `${script.join('\n')}\n`);
  return {
    name: 'dnsmasq and nginx',
    async start() {
      const children = [
        await startNginx(bench, rack, root),
        await startDnsmasq(bench, rack, root, `${base}/boot.ipxe`),
      ];
      return () => Promise.all(children.map((child) => endGently(child)));
    },
  };
}

async function startDnsmasq(bench: Bench, rack: Rack, root: string, script: string) {
  const log = join(bench.folder, 'dnsmasq.log');
  writeFileSync(log, '');
  const settings = [
    'port=0',
    'no-ping',
    'user=root',
    'bind-interfaces',
    `interface=${rack.interface}`,
    'dhcp-range=10.77.0.20,10.77.0.60,255.255.255.0,1h',
    `dhcp-leasefile=${join(bench.folder, 'dnsmasq.leases')}`,
    'enable-tftp',
    `tftp-root=${root}`,
    'dhcp-match=set:ipxe,175',
    'dhcp-match=set:efi,option:client-arch,7',
    `dhcp-boot=tag:ipxe,${script}`,
    'dhcp-boot=tag:!ipxe,tag:efi,snponly.efi',
    'dhcp-boot=tag:!ipxe,tag:!efi,undionly.kpxe',
    `log-facility=${log}`,
    'pid-file=',
  ];
  const file = join(bench.folder, 'dnsmasq.conf');
  writeFileSync(file, `${settings.join('\n')}\n`);
  const program = bench.file('dnsmasq-base', '/usr/sbin/dnsmasq');
  const env = { ...process.env, ...librariesFor(program) };
  const child = spawnIn(rack.laptop, program, ['--keep-in-foreground', '-C', file], {
    stdio: 'inherit',
    env,
  });
  await until('dnsmasq serves', 20, () => textOf(log).includes('DHCP, IP range'));
  return child;
}

async function startNginx(bench: Bench, rack: Rack, root: string) {
  const words = nginxWords(bench.folder, `${rack.address}:${HTTP_PORT}`, root);
  const log = join(bench.folder, 'nginx.log');
  writeFileSync(log, '');
  const program = bench.file('nginx-light', '/usr/sbin/nginx');
  const env = { ...process.env, ...librariesFor(program) };
  const child = spawnIn(rack.laptop, program, words, { stdio: 'inherit', env });
  await until('nginx serves', 20, () => textOf(log).includes('start worker process'));
  return child;
}
