/** The rows of `matrix.ts`: which firmware is led to its kernel by which loader. */
import type { ScriptLoader } from '../../core/scripts/context.ts';
import type { Firmware } from './machine.ts';

export interface LoaderRow {
  readonly name: string;
  /** For the table: `BIOS`, `UEFI, Secure Boot`. */
  readonly title: string;
  readonly firmware: Firmware;
  /** Arguments of `serve`. */
  readonly args: readonly string[];
  /** End of the name of the loader that must have been fetched last. */
  readonly loader: string;
  /** What its scripts are written for. */
  readonly speaks: ScriptLoader;
  /**
   * `installer`: Debian's, told to have ended. `arguments`: a kernel that shows what it was given, three times, with
   * all that some loader takes for its own; then sent to its disk by the technician. `menu`: the installer, chosen at
   * the machine, where what it erases is asked about once more.
   */
  readonly starts: 'installer' | 'arguments' | 'menu';
  /** Must stand in what the kernel says. */
  readonly kernelSays?: RegExp;
  /** End of the name of a loader that its firmware fetches and refuses before. */
  readonly refuses?: string;
}

const SECURE = /[Ss]ecure ?boot:? (?:Secure boot )?enabled/;

const BIOS = { title: 'BIOS', firmware: 'bios', speaks: 'pxelinux' } as const;
const UEFI = { title: 'UEFI', firmware: 'uefi', speaks: 'grub', loader: '/grubx64.efi' } as const;
const HTTP = { ...UEFI, title: 'UEFI HTTP Boot', firmware: 'uefi-http' } as const;
const SECURE_BOOT = {
  ...UEFI,
  title: 'UEFI, Secure Boot',
  firmware: 'uefi-secure',
  kernelSays: SECURE,
} as const;
const by = (loader: string) => ['--loader', loader];

export const LOADER_ROWS: readonly LoaderRow[] = [
  {
    ...{ ...BIOS, name: 'bios-lpxelinux', starts: 'installer' },
    args: by('lpxelinux'),
    loader: '/lpxelinux.0',
  },
  { ...{ ...BIOS, name: 'bios-pxelinux', starts: 'installer' }, args: by('pxelinux'), loader: '/pxelinux.0' },
  { ...UEFI, name: 'uefi-shim', starts: 'installer', args: by('shim') },
  { ...SECURE_BOOT, name: 'secure-shim', starts: 'installer', args: by('shim') },
  { ...BIOS, name: 'args-rom', starts: 'arguments', args: [], speaks: 'ipxe', loader: '' },
  {
    ...{ ...BIOS, name: 'args-lpxelinux', starts: 'arguments' },
    args: by('lpxelinux'),
    loader: '/lpxelinux.0',
  },
  { ...BIOS, name: 'args-pxelinux', starts: 'arguments', args: by('pxelinux'), loader: '/pxelinux.0' },
  {
    ...{ ...UEFI, name: 'args-snponly', starts: 'arguments', args: [] },
    speaks: 'ipxe',
    loader: '/snponly.efi',
  },
  { ...UEFI, name: 'args-shim', starts: 'arguments', args: by('shim') },
  { ...SECURE_BOOT, name: 'secure-ladder', starts: 'arguments', args: [], refuses: '/snponly.efi' },
  {
    ...{ ...HTTP, name: 'http-snponly', starts: 'arguments', args: [] },
    speaks: 'ipxe',
    loader: '/snponly.efi',
  },
  { ...HTTP, name: 'http-shim', starts: 'arguments', args: by('shim') },
  { ...BIOS, name: 'menu-rom', starts: 'menu', args: ['--menu'], speaks: 'ipxe', loader: '' },
  {
    ...{ ...BIOS, name: 'menu-lpxelinux', starts: 'menu' },
    args: ['--menu', ...by('lpxelinux')],
    loader: '/lpxelinux.0',
  },
  { ...UEFI, name: 'menu-shim', starts: 'menu', args: ['--menu', ...by('shim')] },
];

/** Those that reach their kernel in less than a minute on two idle cores, for `npm test`. */
export const QUICK_ROWS: readonly string[] = ['args-lpxelinux', 'args-shim'];
