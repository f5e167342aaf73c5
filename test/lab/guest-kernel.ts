/** A guest of Debian's kernel and busybox alone: for questions to the kernel itself. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensurePackages } from '../support/packages.ts';
import { LAB_CACHE } from './media.ts';
import { sh } from './system.ts';

const KERNEL = join(LAB_CACHE, 'nfs-guest');

/** Why there is no guest; null when its kernel is at hand (it is fetched once). */
export function whyNoGuest(): string | null {
  const { missing, reason } = ensurePackages(['kmod', 'cpio']);
  if (missing.length > 0) return reason;
  try {
    fetchKernel();
    return null;
  } catch (error) {
    return `no Debian kernel for the guest: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * Unpacks Debian's kernel and its static busybox into the cache; nothing is installed on this machine, where the static
 * busybox would push the other one out.
 */
function fetchKernel(): void {
  if (existsSync(join(KERNEL, 'with-busybox'))) return;
  mkdirSync(KERNEL, { recursive: true });
  const depends = sh('apt-cache', 'depends', 'linux-image-amd64');
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1] ?? 'linux-image-amd64';
  sh(
    'sh',
    '-c',
    `cd '${KERNEL}' && apt-get download -q '${name}' busybox-static && for deb in *.deb; do dpkg-deb -x "$deb" .; done && rm -- *.deb`,
  );
  writeFileSync(join(KERNEL, 'with-busybox'), name);
}

/** File of the kernel. */
export function guestKernel(): string {
  const boot = join(KERNEL, 'boot');
  return join(boot, readdirSync(boot).find((name) => name.startsWith('vmlinuz-')) ?? 'vmlinuz');
}

/**
 * Makes a RAM disk of busybox and modules with what they depend on; returns its file. `script` makes the guest's /init
 * from the names of the modules in /modules, in their order.
 */
export function makeInitrd(
  folder: string,
  modules: readonly string[],
  script: (modules: readonly string[]) => string,
): string {
  const root = join(folder, 'initrd');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'mnt', 'modules'])
    mkdirSync(join(root, name), { recursive: true });
  copyFileSync(join(KERNEL, 'bin/busybox'), join(root, 'bin/busybox'));
  const order = modulesInOrder(modules);
  for (const file of order) copyFileSync(file, join(root, 'modules', basename(file)));
  writeFileSync(join(root, 'init'), script(order.map((file) => basename(file))), { mode: 0o755 });
  const file = join(folder, 'initrd.cpio');
  sh('sh', '-c', `cd '${root}' && find . | cpio -o -H newc --quiet > '${file}'`);
  return file;
}

/** Files of the modules, each after what it depends on. */
function modulesInOrder(names: readonly string[]): string[] {
  const base = join(KERNEL, 'lib/modules');
  const files = new Map(
    sh('find', base, '-name', '*.ko')
      .split('\n')
      .map((file) => [basename(file, '.ko').replaceAll('-', '_'), file]),
  );
  const order: string[] = [];
  const add = (name: string): void => {
    const file = files.get(name.replaceAll('-', '_'));
    if (file === undefined || order.includes(file)) return;
    const depends = sh('modinfo', '-F', 'depends', file).trim();
    for (const other of depends.split(',').filter((one) => one !== '')) add(other);
    order.push(file);
  };
  for (const name of names) add(name);
  return order;
}
