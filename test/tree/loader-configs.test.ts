import { describe, expect, it } from 'vitest';
import type { Requester } from '../../core/tree/boot-tree.ts';
import {
  grubPlace,
  imagesWithConfigs,
  isGrubConfig,
  type LoaderDesk,
  loadersWithConfigs,
} from '../../core/tree/loader-configs.ts';
import { absent } from '../../core/tree/mounts.ts';
import { textFile } from '../../core/tree/rendered.ts';

const MAC = '52:54:00:12:34:56';
const FROM: Requester = { address: '10.77.0.101', door: 'tftp' };
const desk: LoaderDesk = {
  grubEntry: (fetching, chain) => `entry by ${fetching}${chain && ` of ${chain}`}`,
  pxelinuxConfig: async (mac, fetching) => `${mac} by ${fetching}`,
  machineAt: async (address) => (address === '10.77.0.101' ? MAC : null),
};
const files = {
  open: async (path: string) =>
    path === '/lpxelinux.0' || path === '/EFI/BOOT/grubx64.efi'
      ? textFile(path, 'a file')
      : absent('no file'),
};

async function read(tree: typeof files | ReturnType<typeof grubPlace>, path: string, from = FROM) {
  const node = await tree.open(path, from);
  if (node.kind !== 'file') return null;
  const into = new Uint8Array(node.size);
  await node.read(0, into);
  return new TextDecoder().decode(into);
}

describe('pxelinux’s search order', () => {
  const tree = loadersWithConfigs(desk, files);

  it.each([
    ['its UUID: whoever has the address', 'fb000000-0000-4000-8000-000000000001', MAC],
    ['01- and its MAC', '01-52-54-00-AB-CD-EF', '52:54:00:ab:cd:ef'],
    ['its address in hexadecimal', '0A4D0065', MAC],
    ['another’s address', '0A4D0066', null],
    ['a part of the address is nobody', '0A4D006', null],
    ['one digit of it', '0', null],
    ['default', 'default', MAC],
    ['a MAC of another kind of network', '20-52-54-00-ab-cd-ef', MAC],
  ])('%s', async (_, name, mac) => {
    expect(await read(tree, `/pxelinux.cfg/${name}`)).toBe(mac && `${mac} by tftp`);
  });

  it('says by its folder how kernels are fetched', async () => {
    expect(await read(tree, '/http/pxelinux.cfg/default')).toBe(`${MAC} by http`);
    expect(await read(tree, '/tftp/pxelinux.cfg/default')).toBe(`${MAC} by tftp`);
  });

  it('has the same files in each folder', async () => {
    expect(await read(tree, '/lpxelinux.0')).toBe('a file');
    expect(await read(tree, '/http/lpxelinux.0')).toBe('a file');
    expect(await read(tree, '/ftp/lpxelinux.0')).toBeNull();
  });

  it('gives nothing to a machine at an unknown address', async () => {
    expect(await read(tree, '/pxelinux.cfg/default', { ...FROM, address: '10.77.0.9' })).toBeNull();
  });
});

describe('GRUB’s configuration', () => {
  it.each([
    ['/x86_64-efi/grub.cfg', true],
    ['/grub.cfg', true],
    ['/grub.cfg-01-52-54-00-12-34-56', true],
    ['/grub.cfg-0A4D0065', true],
    ['/grub.cfg-fb000000-0000-4000-8000-000000000001', true],
    ['/x86_64-efi/command.lst', false],
    ['/grub.cfg.orig', false],
  ])('%s', async (path, found) => {
    expect(isGrubConfig(path)).toBe(found);
    expect(await read(grubPlace(desk, '/grub'), path)).toBe(found ? 'entry by tftp' : null);
  });

  it('takes the place of the medium’s own in what UEFI boots, and of nothing else', async () => {
    const tree = imagesWithConfigs(desk, files);
    const from: Requester = { ...FROM, door: 'http' };
    expect(await read(tree, '/medium/efi/EFI/BOOT/grub.cfg', from)).toBe('entry by http of medium');
    expect(await read(tree, '/medium/tree/boot/grub/grub.cfg', from)).toBeNull();
    expect(await read(tree, '/EFI/BOOT/grubx64.efi', from)).toBe('a file');
  });
});
