/** What a loader says about the machine it runs on. Pure. */
import type { Firmware } from '../netboot/client.ts';
import { printable } from '../wire/text.ts';
import type { MachineFacts } from './machine.ts';
import { readMemory } from './memory.ts';

/** What iPXE said about the machine it runs on; absent and empty values are left out. */
export function readFacts(facts: ReadonlyMap<string, string>): MachineFacts {
  const text = (name: string) => printable(facts.get(name)?.trim() ?? '', 120) || null;
  return {
    manufacturer: text('manufacturer'),
    product: text('product'),
    serial: text('serial'),
    uuid: text('uuid'),
    memoryMiB: readMemory(facts.get('memory') ?? '', facts.get('memoryext') ?? ''),
    cpu: text('cpu'),
    arch: readArch(facts.get('platform'), text('buildarch')),
    firmware: readFirmware(facts.get('platform'), facts.get('buildarch')),
  };
}

/** A loader for BIOS is 32-bit code whatever the processor is; only a UEFI loader is of the machine's own architecture. */
function readArch(platform: string | undefined, arch: string | null): string | null {
  return platform === 'efi' ? arch : platform === 'pcbios' ? 'x86' : null;
}

function readFirmware(platform: string | undefined, arch: string | undefined): Firmware {
  if (platform === 'pcbios') return 'bios';
  if (platform !== 'efi') return 'unknown';
  if (arch === 'arm64') return 'uefi-arm64';
  return arch === 'i386' ? 'uefi-ia32' : 'uefi-x64';
}
