/** The machines of the lab: what they are and what they say about themselves. */

import type { Firmware, MachineSpec } from './machine.ts';
import type { Segment } from './rack.ts';

const MODELS = [
  { manufacturer: 'Dell Inc.', product: 'PowerEdge R650' },
  { manufacturer: 'HPE', product: 'ProLiant DL380 Gen10' },
  { manufacturer: 'Supermicro', product: 'SYS-610C-TR' },
  { manufacturer: 'LENOVO', product: 'ThinkSystem SR630 V2' },
] as const;

/** Machine number `n` (0-15): its own MAC, UUID and serial number, one of four models. */
export function machineSpec(
  n: number,
  name: string,
  firmware: Firmware,
  more: { segment?: Segment; cpus?: number; diskGiB?: number; disks?: number; memoryMiB?: number } = {},
): MachineSpec {
  const model = MODELS[n % MODELS.length] ?? MODELS[0];
  const digit = n.toString(16);
  return {
    name,
    firmware,
    mac: `52:54:00:fb:00:0${digit}`,
    smbios: {
      ...model,
      serial: `FB2026${digit.toUpperCase().padStart(4, '0')}`,
      uuid: `fb000000-0000-4000-8000-00000000000${digit}`,
    },
    ...more,
  };
}
