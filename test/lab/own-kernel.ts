/** One machine's way to its own kernel: what lab rows prove of a cable, a mode of serving or another server. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventView } from '../../core/api/contract.ts';
import type { Fieldboot } from './fieldboot.ts';
import type { Machine } from './machine.ts';
import { LAB_CACHE, smallDebianIso } from './media.ts';
import { timings } from './report.ts';

/** Steps of the tables, in their order; `kernel runs` is its first line on the serial port. */
export const KERNEL_STEPS = ['acked', 'loader', 'script', 'kernel', 'initrd', 'kernel runs'] as const;

/** Seconds. Generous: the cores may be busy with something else, and UEFI waits for every offer it can get. */
export interface Patience {
  readonly script: number;
  readonly files: number;
  readonly kernel: number;
}
const PATIENCE: Patience = { script: 300, files: 300, kernel: 300 };

export interface KernelOptions {
  readonly patience?: Patience;
  /** Further kernel arguments. */
  readonly args?: string;
  /** It is switched on before anybody chose for it, and chosen for when it waits. */
  readonly waits?: boolean;
  /** Chooses for it in another way than by the control API, when it waits. */
  readonly choose?: (() => Promise<void>) | undefined;
}

/** Imports the small Debian medium and resolves to the image's id. */
export async function importSmallDebian(fieldboot: Fieldboot): Promise<string> {
  return (await fieldboot.call('importImage', { path: smallDebianIso() })).id;
}

/**
 * Gives the machine a profile whose kernel arguments are its alone, switches it on, and follows it until its kernel says
 * on the serial port with which arguments it runs. Resolves to when each step was reached, in seconds after power-on.
 * Rejects with the step that was not reached and what the machine showed. The machine is left running.
 */
export async function bootToKernel(
  fieldboot: Fieldboot,
  image: string,
  machine: Machine,
  { patience = PATIENCE, args = '', waits = false, choose }: KernelOptions = {},
): Promise<Map<string, number>> {
  const { mac, name } = machine.spec;
  const mark = `fieldboot.lab=${name}`;
  const settings = { kernel_args: `console=ttyS0,115200 ${mark} ${args}`.trim() };
  const profile = await fieldboot.call('createProfile', { name: `Lab ${name}`, image, settings });
  const assign = async () => void (await fieldboot.call('assign', { mac, profile: profile.id }));
  if (!waits) await assign();
  machine.start();
  const switchedOn = Date.now();
  try {
    if (waits) {
      await fieldboot.awaitEvent(mac, 'waiting', patience.script);
      await (choose ?? assign)();
    }
    for (const [kind, seconds] of [
      ['script', patience.script],
      ['kernel', patience.files],
      ['initrd', patience.files],
    ] as const)
      await fetchedWhole(fieldboot, mac, kind, seconds);
    await machine.awaitSerial(new RegExp(`[Cc]ommand line: .*${mark}\\b`), patience.kernel);
  } catch (error) {
    await keepTraces(machine);
    throw new Error(`${(error as Error).message}\n${machine.serial().slice(-1500)}`, { cause: error });
  }
  const seconds = Math.round((Date.now() - switchedOn) / 1000);
  return timings(await fieldboot.events(mac), switchedOn).set('kernel runs', seconds);
}

async function fetchedWhole(
  fieldboot: Fieldboot,
  mac: string,
  kind: EventView['kind'],
  seconds: number,
): Promise<void> {
  const { detail } = await fieldboot.awaitEvent(mac, kind, seconds);
  if ('bytes' in detail && !(Number(detail.bytes) > 0)) throw new Error(`${kind}: ${JSON.stringify(detail)}`);
}

/** What a machine that got stuck shows, for whoever looks into it. */
export async function keepTraces(machine: Machine): Promise<void> {
  const folder = join(LAB_CACHE, 'failed');
  mkdirSync(folder, { recursive: true });
  const base = join(folder, machine.spec.name);
  writeFileSync(`${base}.serial.txt`, machine.serial(), 'latin1');
  await machine.screenshot(`${base}.png`).catch(() => {});
  console.log(`${machine.spec.name} is stuck; what it showed is in ${base}.png and ${base}.serial.txt`);
}
