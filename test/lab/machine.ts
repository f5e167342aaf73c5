/** One bare machine: QEMU in the rack's namespace, with the firmware, card and SMBIOS facts of a real one. */

import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Cable, goodCable } from './cables.ts';
import type { Rack, Segment } from './rack.ts';
import { ppmToPng } from './screen.ts';
import { ended, sh, spawnIn, textOf, until } from './system.ts';

/** `bios`: SeaBIOS, whose network boot is the card's iPXE. `uefi`: OVMF with its own PXE. */
export type Firmware = 'bios' | 'uefi' | 'uefi-secure' | 'uefi-http';

export interface MachineSpec {
  /** Short name, used for files. */
  readonly name: string;
  readonly firmware: Firmware;
  readonly mac: string;
  /** `rack` when absent. */
  readonly segment?: Segment;
  /** 1024 when absent. */
  readonly memoryMiB?: number;
  /** 1 when absent. */
  readonly cpus?: number;
  /** A disk of this size, kept from start to start; none when absent. */
  readonly diskGiB?: number;
  /** How many disks of that size; 1 when absent. */
  readonly disks?: number;
  readonly smbios: {
    readonly manufacturer: string;
    readonly product: string;
    readonly serial: string;
    readonly uuid: string;
  };
}

export interface Machine {
  readonly spec: MachineSpec;
  /** Switches it on. */
  start(): void;
  /** Pulls the plug. */
  stop(): Promise<void>;
  /** Presses the reset button. */
  reset(): Promise<void>;
  /** Everything that came out of the serial port since the last start: firmware, iPXE and kernel. */
  serial(): string;
  /** Resolves to the match as soon as the serial output has it; rejects after that many seconds. */
  awaitSerial(pattern: RegExp, seconds: number): Promise<RegExpExecArray>;
  /** Types on its keyboard; names as QEMU's `sendkey` takes them: `a`, `down`, `ret`, `esc`. */
  press(...keys: string[]): Promise<void>;
  /** Writes what is on the screen into a PNG file. */
  screenshot(file: string): Promise<void>;
}

const OVMF = '/usr/share/OVMF';
const ACCELERATION = process.env.FIELDBOOT_LAB_ACCEL ?? 'tcg,thread=multi';

/** Puts a machine into the rack, switched off. Its files go into `folder`. `plug` is another cable than a good one. */
export function makeMachine(rack: Rack, spec: MachineSpec, folder: string, plug?: () => Cable): Machine {
  const files = prepareFiles(spec, folder);
  let running: { child: ChildProcess; cable: Cable } | null = null;
  const machine: Machine = {
    spec,
    start() {
      rmSync(files.monitor, { force: true });
      rmSync(files.serial, { force: true });
      const cable = plug?.() ?? goodCable(rack, spec.segment ?? 'rack');
      const errors = openSync(files.errors, 'w');
      const args = qemuArguments(spec, files, cable.netdev);
      const child = spawnIn(rack.wiring, 'qemu-system-x86_64', args, { stdio: ['ignore', errors, errors] });
      running = { child, cable };
    },
    async stop() {
      if (!running) return;
      running.child.kill('SIGKILL');
      await ended(running.child);
      // Not before QEMU is gone: a tap that is still held cannot be used again.
      await running.cable.unplug();
      running = null;
    },
    async reset() {
      await monitor(files.monitor, 'system_reset');
    },
    serial: () => textOf(files.serial),
    awaitSerial(pattern, seconds) {
      const look = (): RegExpExecArray | null => {
        if (running && running.child.exitCode !== null)
          throw new Error(`${spec.name}: QEMU ended: ${textOf(files.errors)}`);
        return pattern.exec(textOf(files.serial));
      };
      return until(`${spec.name}: ${pattern} on the serial port`, seconds, look, 100);
    },
    async press(...keys) {
      for (const key of keys) await monitor(files.monitor, `sendkey ${key}`);
    },
    async screenshot(file) {
      await monitor(files.monitor, `screendump ${files.screen}`);
      writeFileSync(file, ppmToPng(readFileSync(files.screen)));
    },
  };
  return machine;
}

interface MachineFiles {
  readonly serial: string;
  readonly monitor: string;
  readonly errors: string;
  readonly screen: string;
  readonly disk: string;
  readonly variables: string;
}

function prepareFiles(spec: MachineSpec, folder: string): MachineFiles {
  mkdirSync(folder, { recursive: true });
  const file = (suffix: string) => join(folder, `${spec.name}.${suffix}`);
  const files = {
    serial: file('serial.log'),
    monitor: file('monitor'),
    errors: file('qemu.log'),
    screen: file('ppm'),
    disk: file('disk'),
    variables: file('vars.fd'),
  };
  for (const disk of disksOf(spec, files))
    if (!existsSync(disk)) sh('truncate', '-s', `${spec.diskGiB}G`, disk);
  if (spec.firmware !== 'bios') copyFileSync(join(OVMF, variablesOf(spec.firmware)), files.variables);
  return files;
}

/** Files of its disks, the first to be started from first. */
function disksOf({ diskGiB, disks = 1 }: MachineSpec, { disk }: MachineFiles): string[] {
  return diskGiB ? Array.from({ length: disks }, (_, n) => (n === 0 ? disk : `${disk}${n}`)) : [];
}

/** Secure Boot needs variables in which Microsoft's keys are enrolled. */
const variablesOf = (firmware: Firmware) =>
  firmware === 'uefi-secure' ? 'OVMF_VARS_4M.ms.fd' : 'OVMF_VARS_4M.fd';

function qemuArguments(spec: MachineSpec, files: MachineFiles, netdev: string): string[] {
  return [
    [
      '-accel',
      ACCELERATION,
      '-cpu',
      'max',
      '-smp',
      String(spec.cpus ?? 1),
      '-m',
      String(spec.memoryMiB ?? 1024),
    ],
    ['-display', 'none', '-vga', 'std', '-serial', `file:${files.serial}`],
    ['-monitor', `unix:${files.monitor},server,nowait`],
    ['-smbios', smbios(spec)],
    ['-netdev', netdev],
    spec.firmware === 'bios' ? biosArguments(spec) : uefiArguments(spec, files),
    ...disksOf(spec, files).map(diskArguments),
  ].flat();
}

/** graphics=off makes SeaBIOS, and so iPXE, write to the serial port as well. */
function biosArguments(spec: MachineSpec): string[] {
  return ['-machine', 'pc,graphics=off', '-device', `virtio-net-pci,netdev=n0,mac=${spec.mac},bootindex=1`];
}

/** No option ROM, so that the firmware's own PXE is what boots; OVMF wants a random number generator for it. */
function uefiArguments(spec: MachineSpec, files: MachineFiles): string[] {
  const secure = spec.firmware === 'uefi-secure';
  const code = join(OVMF, secure ? 'OVMF_CODE_4M.secboot.fd' : 'OVMF_CODE_4M.fd');
  return [
    ['-machine', secure ? 'q35,smm=on' : 'q35'],
    secure ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : [],
    ['-drive', `if=pflash,format=raw,readonly=on,file=${code}`],
    ['-drive', `if=pflash,format=raw,file=${files.variables}`],
    ['-device', `virtio-net-pci,netdev=n0,mac=${spec.mac},bootindex=1,romfile=`],
    ['-device', 'virtio-rng-pci'],
    spec.firmware === 'uefi-http' ? withoutPxe() : [],
  ].flat();
}

/** Switches of OVMF's network stack; with these off, HTTP Boot is what is left. */
function withoutPxe(): string[] {
  return ['IPv4PXESupport', 'IPv6PXESupport', 'IPv6Support'].flatMap((name) => [
    '-fw_cfg',
    `name=opt/org.tianocore/${name},string=n`,
  ]);
}

/** cache=unsafe: the disk is thrown away anyway, and flushing it would take most of an installation's time. */
function diskArguments(disk: string, n: number): string[] {
  return [
    '-drive',
    `file=${disk},format=raw,if=none,id=d${n},cache=unsafe,discard=unmap`,
    '-device',
    `virtio-blk-pci,drive=d${n},bootindex=${n + 2},serial=disk-${n}`,
  ];
}

function smbios({ smbios: facts }: MachineSpec): string {
  // QEMU separates with commas; one inside a value is doubled.
  const escaped = (value: string) => value.replaceAll(',', ',,');
  const { manufacturer, product, serial, uuid } = facts;
  return `type=1,manufacturer=${escaped(manufacturer)},product=${escaped(product)},serial=${escaped(serial)},uuid=${uuid}`;
}

/** One command to QEMU's monitor; resolves when the monitor has answered with its next prompt. */
function monitor(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket);
    let heard = '';
    connection.setTimeout(15_000, () =>
      connection.destroy(new Error(`the monitor does not answer ${command}`)),
    );
    connection.on('error', reject);
    connection.on('data', (data) => {
      heard += data.toString('latin1');
      const prompts = heard.split('(qemu)').length - 1;
      if (prompts === 1 && !heard.includes(command)) connection.write(`${command}\n`);
      if (prompts < 2) return;
      connection.end();
      resolve(heard);
    });
  });
}
