/**
 * The installer's kernel loads its modules from the medium's udebs: both must be of one ABI, or the installer stops
 * with "no kernel modules were found". Point releases change it.
 */
import { type Problem, problem } from '../../../errors.ts';
import type { Detection } from '../../image.ts';

/**
 * ABI of an x86 kernel image from its first bytes: `6.12.107+deb13-amd64`. null when there is none (another
 * architecture, not a kernel). The setup header's kernel_version at 0x20e points, less 0x200, to a text whose first
 * word is the release (kernel: Documentation/arch/x86/boot.rst).
 */
export function kernelAbi(image: Uint8Array): string | null {
  if (image.length < 0x210 || text(image.subarray(0x202, 0x206)) !== 'HdrS') return null;
  const pointer = new DataView(image.buffer, image.byteOffset, image.byteLength).getUint16(0x20e, true);
  if (pointer === 0) return null;
  const from = 0x200 + pointer;
  const [release] = text(image.subarray(from, from + 128)).split(/[\0 ]/);
  return release && /^\d+\.\d+[\w.+~-]*$/.test(release) ? release : null;
}

/** Names of kernel-module udebs carry their ABI: `ext4-modules-6.12.107+deb13-amd64-di_6.12.107-1_amd64.udeb`. */
export function udebAbi(fileName: string): string | null {
  return /^[a-z0-9-]+?-modules-(\d[\w.+~-]*?)-di[_.]/.exec(fileName)?.[1] ?? null;
}

/** What will go wrong when this kernel boots the installation of this medium; null when they belong together. */
export function abiMismatch(image: Detection, abi: string | null): Problem | null {
  const offered = (image.facts.abis ?? '').split(' ').filter(Boolean);
  if (abi === null || offered.length === 0 || offered.includes(abi)) return null;
  return problem('INSTALLER_KERNEL_DIFFERS', { abi, medium: offered.join(', '), name: image.name });
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
