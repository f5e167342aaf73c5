/** The DHCP clients of Linux, each in a namespace of its own, plugged into the rack's switch. */

import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRIDGE, plugIn, type Rack, removeNamespaces } from './rack.ts';
import { atEnd, sh, spawnIn } from './system.ts';

/** A client's place: a namespace with an interface `eth0`, up and without an address. */
export interface PluggedClient {
  readonly space: string;
  readonly mac: string;
  /** A folder of its own. */
  readonly folder: string;
  /** The address of its interface; null while there is none. */
  address(): string | null;
}

export interface DhcpClient {
  readonly name: string;
  /** Debian package. */
  readonly package: string;
  /** Asks, and stays. */
  start(at: PluggedClient): ChildProcess;
  /** Gives the address back. */
  release(at: PluggedClient, child: ChildProcess): void;
}

/** Plugs in client number `n` of a run. */
export function plugInClient(rack: Rack, n: number, runFolder: string): PluggedClient {
  const space = `${rack.wiring}-c${n}`;
  const mac = `52:54:00:fb:c1:0${n}`;
  const folder = join(runFolder, `client-${n}`);
  mkdirSync(folder, { recursive: true });
  sh('ip', 'netns', 'add', space);
  atEnd(() => removeNamespaces([space]));
  sh('ip', '-n', space, 'link', 'set', 'lo', 'up');
  plugIn(space, 'eth0', null, rack.wiring, `client${n}`, BRIDGE.rack);
  sh('ip', '-n', space, 'link', 'set', 'eth0', 'address', mac);
  return { space, mac, folder, address: () => addressIn(space) };
}

const addressIn = (space: string): string | null =>
  /inet ([\d.]+)/.exec(sh('ip', '-n', space, '-4', 'address', 'show', 'dev', 'eth0'))?.[1] ?? null;

export const CLIENTS: readonly DhcpClient[] = [
  {
    name: 'udhcpc (BusyBox)',
    package: 'udhcpc',
    start: (at) => inside(at, 'udhcpc', '-f', '-i', 'eth0', '-s', scriptIn(at), '-t', '5', '-T', '2'),
    release: (_at, child) => child.kill('SIGUSR2'),
  },
  {
    name: 'dhclient (ISC)',
    package: 'isc-dhcp-client',
    start: (at) => {
      writeFileSync(join(at.folder, 'cf'), 'initial-interval 1;\n');
      return inside(at, 'dhclient', ...dhclientWords(at), '-d', 'eth0');
    },
    release: (at) => void inside(at, 'dhclient', ...dhclientWords(at), '-r', 'eth0'),
  },
  {
    name: 'dhcpcd',
    package: 'dhcpcd-base',
    // Its state is in the system's folders, which are its own here: `ip netns exec` gives it mounts of its own.
    start: (at) =>
      inMounts(
        at,
        ['/var/lib/dhcpcd', '/run'],
        'dhcpcd',
        ...[
          '--nobackground',
          '--ipv4only',
          '--config',
          '/dev/null',
          '--script',
          '/bin/true',
          '--noarp',
          'eth0',
        ],
      ),
    release: (_at, child) => child.kill('SIGALRM'),
  },
  {
    name: 'systemd-networkd',
    package: 'systemd',
    start: (at) => {
      const lines = ['[Match]', 'Name=eth0', '[Network]', 'DHCP=ipv4', 'LinkLocalAddressing=no'];
      writeFileSync(join(at.folder, '50-lab.network'), `${lines.join('\n')}\n[DHCPv4]\nSendRelease=yes\n`);
      return inMounts(at, ['/run'], 'sh', '-c', NETWORKD, 'sh', at.folder);
    },
    release: (_at, child) => child.kill('SIGTERM'),
  },
];

/** Without systemd around it: a /sys that cannot be written tells it not to wait for udev. */
const NETWORKD = [
  'mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp',
  'cp "$1"/*.network /run/systemd/network/',
  'chown -R systemd-network: /run/systemd/netif',
  'mount -o remount,ro /sys',
  'exec /lib/systemd/systemd-networkd',
].join(' && ');

const inside = (at: PluggedClient, program: string, ...words: string[]): ChildProcess =>
  spawnIn(at.space, program, words, { stdio: 'ignore' });

/** A program that finds these folders empty and may write there; nothing of it is seen outside. */
function inMounts(at: PluggedClient, folders: readonly string[], ...command: string[]): ChildProcess {
  const mounts = folders.map((folder) => `mkdir -p ${folder} && mount -t tmpfs lab ${folder}`).join(' && ');
  return inside(at, 'sh', '-c', `${mounts} && exec "$@"`, 'sh', ...command);
}

const dhclientWords = (at: PluggedClient): string[] => [
  '-4',
  ...['-sf', scriptIn(at)],
  ...['cf', 'lf', 'pf'].flatMap((kind) => [`-${kind}`, join(at.folder, kind)]),
];

/** What udhcpc and dhclient run when something changes: sets and removes the address, nothing else of this machine. */
function scriptIn(at: PluggedClient): string {
  const path = join(at.folder, 'script');
  writeFileSync(
    path,
    `#!/bin/sh
case "$1$reason" in
bound|renew|BOUND|RENEW|REBIND|REBOOT) ip address replace "\${new_ip_address:-$ip}/24" dev eth0 ;;
deconfig|RELEASE|EXPIRE|FAIL|STOP) ip -4 address flush dev eth0 ;;
esac
exit 0
`,
  );
  chmodSync(path, 0o755);
  return path;
}
