/** The rows of `matrix.ts`: which firmware is led to its kernel by which loader. */
import type { Firmware } from './machine.ts';

export interface LoaderRow {
  readonly name: string;
  readonly firmware: Firmware;
  /** Arguments of `serve`. */
  readonly args: readonly string[];
  /** End of the name of the loader that must have been fetched last. */
  readonly loader: string;
  /** Must stand in what the kernel says. */
  readonly kernelSays?: RegExp;
  /** How often the machine is switched on until it gets there; 1 when absent. */
  readonly tries?: number;
}

const SECURE = /[Ss]ecure ?boot:? (?:Secure boot )?enabled/;

export const LOADER_ROWS: readonly LoaderRow[] = [
  { name: 'bios-lpxelinux', firmware: 'bios', args: ['--loader', 'lpxelinux'], loader: '/lpxelinux.0' },
  { name: 'bios-pxelinux', firmware: 'bios', args: ['--loader', 'pxelinux'], loader: '/pxelinux.0' },
  { name: 'uefi-shim', firmware: 'uefi', args: ['--loader', 'shim'], loader: '/grubx64.efi' },
  {
    name: 'secure-shim',
    firmware: 'uefi-secure',
    args: ['--loader', 'shim'],
    loader: '/grubx64.efi',
    kernelSays: SECURE,
  },
];
