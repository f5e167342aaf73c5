/**
 * Who signed what under Secure Boot: shim is signed by Microsoft, each distribution's shim trusts that distribution's
 * GRUB and kernels and no other's. So the chain has to be of the family that is installed, from shim to kernel.
 */
import type { Image } from './image.ts';

/** Where the signed chain for an image comes from. */
export type SecureRoute =
  /** Debian's shim and network GRUB, which every laptop with Fieldboot has. */
  | { readonly kind: 'ours' }
  /** The medium's own: a GRUB in which the network is built. `shim` is its path in what UEFI boots from the medium. */
  | { readonly kind: 'medium'; readonly shim: string }
  /** The medium's own GRUB cannot use the network; a shim and a network GRUB of that maker are brought by hand. */
  | { readonly kind: 'brought'; readonly folder: string };

/**
 * The route for an image. Red Hat and SUSE build tftp and http into the GRUB of their media; Debian and Ubuntu only into
 * a package of its own (`grub-efi-amd64-signed`, measured in Debian 12 and 13, Ubuntu 24.04 and 26.04). What is of
 * another family is tried with ours.
 */
export function secureRouteOf({
  family,
  arch,
  facts,
}: Pick<Image, 'family' | 'arch' | 'facts'>): SecureRoute {
  const suffix = arch === 'arm64' ? 'AA64' : 'X64';
  const medium: SecureRoute = { kind: 'medium', shim: `EFI/BOOT/BOOT${suffix}.EFI` };
  if (family === 'suse' || family === 'agama') return medium;
  // Red Hat's first shim is that of release 7.
  if (family === 'redhat' && !(Number(facts.major) < 7)) return medium;
  if (family === 'ubuntu') return { kind: 'brought', folder: 'ubuntu' };
  return { kind: 'ours' };
}

/** Names the chain of an image, as its GRUB tells it in the query of its question; ours has none. */
export function chainOf(image: Pick<Image, 'id' | 'family' | 'arch' | 'facts'>): string {
  const route = secureRouteOf(image);
  return route.kind === 'medium' ? image.id : route.kind === 'brought' ? route.folder : '';
}

/**
 * Whether the GRUB that asks can start an image's kernel, or the machine must start again with another chain.
 * @param locked Secure Boot is on: GRUB's variable `lockdown`.
 * @param asking name of the chain that the asking GRUB is of.
 */
export function mustStartAgain(wanted: string, asking: string, locked: boolean): boolean {
  return wanted !== asking && (locked || asking !== '');
}
