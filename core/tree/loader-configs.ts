/**
 * What loaders look for beside themselves or in places that they were built with: pxelinux's configuration below its own
 * folder, and `grub.cfg`.
 */
import type { Fetching } from '../scripts/context.ts';
import { parseIpv4, parseMac } from '../wire/address.ts';
import type { BootTree, Requester, ServedNode } from './boot-tree.ts';
import { absent } from './mounts.ts';
import { textFile } from './rendered.ts';

/** Who writes the configurations; every method answers null when there is nothing for whoever asks. */
export interface LoaderDesk {
  /** The script that every GRUB begins with; `chain` says whose signed chain it is of, '' being ours. */
  grubEntry(fetching: Fetching, chain: string): string | null;
  /** The pxelinux configuration of a machine; facts of its own it does not tell. */
  pxelinuxConfig(mac: string, fetching: Fetching, from: Requester): Promise<string | null>;
  /** MAC of the machine that has an address; null: nobody knows. */
  machineAt(address: string): Promise<string | null>;
}

/**
 * `/loaders`: pxelinux's configuration and everything else that is there. The folders `/loaders/http` and
 * `/loaders/tftp` hold the same files as `/loaders` itself; which of them a pxelinux was fetched from says how it is to
 * fetch kernels. In `/loaders` itself it does so by TFTP, which both of them know.
 */
export function loadersWithConfigs(desk: LoaderDesk, files: BootTree): BootTree {
  return {
    async open(path, from) {
      const [, folder, rest = ''] = /^(?:\/(http|tftp)(?=\/))?(.*)$/.exec(path) ?? [];
      const name = /^\/pxelinux\.cfg\/([^/]+)$/.exec(rest)?.[1];
      if (name === undefined) return files.open(rest, from);
      return pxelinuxFile(desk, `/loaders${path}`, name, folder === 'http' ? 'http' : 'tftp', from);
    },
  };
}

async function pxelinuxFile(
  desk: LoaderDesk,
  path: string,
  name: string,
  fetching: Fetching,
  from: Requester,
): Promise<ServedNode> {
  const mac = await machineNamed(name, from, desk);
  const text = mac === null ? null : await desk.pxelinuxConfig(mac, fetching, from);
  return text === null ? absent(`no configuration for ${name}`) : textFile(path, text);
}

/**
 * The machine meant by a name in pxelinux's search order: SMBIOS UUID, `01-` and the MAC, the address in hexadecimal and
 * then shortened digit by digit, `default` (https://wiki.syslinux.org, "PXELINUX"). A UUID and `default` say nothing
 * that could be relied on (many boards share one), so whoever has the address is meant; a part of an address is nobody.
 */
async function machineNamed(name: string, from: Requester, desk: LoaderDesk): Promise<string | null> {
  const byMac = /^01-((?:[0-9a-f]{2}-){5}[0-9a-f]{2})$/i.exec(name)?.[1];
  if (byMac !== undefined) return parseMac(byMac.replaceAll('-', ':').toLowerCase());
  if (/^[0-9a-f]{1,7}$/i.test(name)) return null;
  const named = /^[0-9a-f]{8}$/i.test(name) ? dotted(name) : from.address;
  return desk.machineAt(named);
}

function dotted(hex: string): string {
  const text = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
  return parseIpv4(text) === null ? '' : text;
}

/** Whether a file is a configuration that some GRUB looks for, its per-machine names included. */
export const isGrubConfig = (path: string): boolean => /(?:^|\/)grub\.cfg(?:-[0-9a-f:-]+)?$/i.test(path);

/**
 * A place that exists only for the sake of GRUB's configuration, which is our entry script under each of its names. Who
 * asks by TFTP goes on by HTTP, which is faster, for all but its questions; who asks by HTTP has no TFTP.
 */
export function grubPlace(desk: LoaderDesk, prefix: string): BootTree {
  return {
    open: async (path, from) =>
      isGrubConfig(path)
        ? grubFile(desk, prefix + path, '', from)
        : absent('no such module or file for GRUB'),
  };
}

/** `/images`, in which the GRUB of a medium finds our script where the medium has its own: `/images/ID/efi/…/grub.cfg`. */
export function imagesWithConfigs(desk: LoaderDesk, images: BootTree): BootTree {
  return {
    async open(path, from) {
      const id = /^\/([^/]+)\/efi\//.exec(path)?.[1];
      if (id === undefined || !isGrubConfig(path)) return images.open(path, from);
      return grubFile(desk, `/images${path}`, id, from);
    },
  };
}

function grubFile(desk: LoaderDesk, path: string, chain: string, from: Requester): ServedNode {
  const text = desk.grubEntry(from.door === 'http' ? 'http' : 'tftp', chain);
  return text === null ? absent('nothing is served') : textFile(path, text);
}

/**
 * Where GRUBs look for their configuration that were not told otherwise: Debian's and Ubuntu's signed network loader
 * (built with the prefix `/grub`), Debian's for its installer, and the Red Hat family's, which look in the folder of the
 * system on a disk when they find none beside themselves.
 */
export const GRUB_PLACES: readonly string[] = ['/grub', '/debian-installer', '/EFI'];
