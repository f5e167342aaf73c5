/** The network interfaces of this laptop. */

import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { FieldbootError } from '../errors.ts';

export interface NetworkInterface {
  /** What the system calls it: `eth0`, `Ethernet 2`. */
  readonly name: string;
  /** `aa:bb:cc:dd:ee:ff`. */
  readonly mac: string;
  /** IPv4 addresses with their prefix length: `10.77.0.1/24`. */
  readonly addresses: readonly string[];
  /** A cable with something live at its other end. */
  readonly link: boolean;
  readonly speedMbps: number | null;
  readonly wireless: boolean;
  /** The way to the internet goes through it: not the one to hand out addresses on. */
  readonly defaultRoute: boolean;
  /** No hardware behind it: bridges, tunnels, containers' ends. */
  readonly virtual: boolean;
}

/** Lists the interfaces, loopback left out, by name. Never rejects; what cannot be known is null or false. */
export async function listInterfaces(): Promise<NetworkInterface[]> {
  const found = process.platform === 'linux' ? await listLinux() : listElsewhere(networkInterfaces());
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** One interface by its name. Rejects with INTERFACE_UNKNOWN. */
export async function findInterface(name: string): Promise<NetworkInterface> {
  const all = await listInterfaces();
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const known = all.map((one) => one.name).join(', ') || 'none';
  throw new FieldbootError('INTERFACE_UNKNOWN', { name, known });
}

/**
 * One interface as it is now; undefined when there is none of that name. For looking at it again and again: a program is
 * started (see `addressesByName`) only while it has no link.
 */
export async function lookAtInterface(name: string): Promise<NetworkInterface | undefined> {
  const found = process.platform === 'linux' ? await describeLinux([name]) : await listInterfaces();
  return found.find((one) => one.name === name);
}

/** What /sys/class/net tells of one interface. Texts are trimmed; undefined where there is no such file. */
export interface SysFacts {
  readonly name: string;
  readonly address: string | undefined;
  /** `1` with a link, `0` without; cannot be read while the interface is down. */
  readonly carrier: string | undefined;
  readonly operstate: string | undefined;
  /** Mbit/s; `-1` when unknown. */
  readonly speed: string | undefined;
  /** ARPHRD_ number: 1 Ethernet (Wi-Fi too), 772 loopback. */
  readonly type: string | undefined;
  readonly hasDevice: boolean;
  readonly wireless: boolean;
}

/** One interface from what the files say. */
export function describeInterface(
  facts: SysFacts,
  addresses: readonly string[],
  defaults: ReadonlySet<string>,
): NetworkInterface {
  const link = facts.carrier === '1' && facts.operstate !== 'down';
  const speed = Number(facts.speed ?? -1);
  return {
    name: facts.name,
    mac: facts.address ?? '',
    addresses,
    link,
    speedMbps: link && speed > 0 ? speed : null,
    wireless: facts.wireless,
    defaultRoute: defaults.has(facts.name),
    virtual: !facts.hasDevice,
  };
}

/** Names of the interfaces with a default route, from the text of /proc/net/route (destination and mask 0). */
export function defaultRouteInterfaces(route: string): Set<string> {
  const rows = route
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/));
  const defaults = rows.filter((columns) => columns[1] === '00000000' && columns[7] === '00000000');
  return new Set(defaults.flatMap((columns) => columns[0] ?? []));
}

/** IPv4 addresses by interface, from `ip -json -4 address show`. Anything else gives an empty map. */
export function parseIpAddresses(json: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const link of arrayOf(parsed(json))) {
    const { ifname, addr_info: list } = (link ?? {}) as { ifname?: unknown; addr_info?: unknown };
    if (typeof ifname !== 'string') continue;
    const cidrs = arrayOf(list).flatMap((one) => {
      const { family, local, prefixlen } = (one ?? {}) as Record<string, unknown>;
      return family === 'inet' ? [`${local}/${prefixlen}`] : [];
    });
    found.set(ifname, cidrs);
  }
  return found;
}

/** A VLAN interface. */
export interface Vlan {
  readonly interface: string;
  /** The interface that carries it, tagged. */
  readonly parent: string;
  /** 1 to 4094. */
  readonly id: number;
}

/** VLAN interfaces, from `ip -json -details link show type vlan`. Anything else gives none. */
export function parseIpVlans(json: string): Vlan[] {
  return arrayOf(parsed(json)).flatMap((entry) => {
    const { ifname, link, linkinfo } = (entry ?? {}) as Record<string, unknown>;
    const { info_data: data } = (linkinfo ?? {}) as { info_data?: { id?: unknown } };
    if (typeof ifname !== 'string' || typeof link !== 'string' || typeof data?.id !== 'number') return [];
    return { interface: ifname, parent: link, id: data.id };
  });
}

/**
 * Interfaces from what node:os tells, where there is no /sys (Windows, macOS; not tried there). It hides those
 * without an address, knows no speed and no default route, and an interface it lists has a link.
 */
export function listElsewhere(
  from: NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'family' | 'internal' | 'mac' | 'cidr'>[]>,
): NetworkInterface[] {
  return Object.entries(from).flatMap(([name, entries = []]) => {
    const [first] = entries;
    if (first === undefined || first.internal) return [];
    return {
      name,
      mac: first.mac,
      addresses: entries.flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [cidr] : [])),
      link: true,
      speedMbps: null,
      wireless: /wi-?fi|wlan|wireless/i.test(name),
      defaultRoute: false,
      virtual: /^(utun|awdl|llw|bridge|vmnet|vEthernet|VirtualBox|VMware)/i.test(name),
    };
  });
}

const LOOPBACK = '772';

async function listLinux(): Promise<NetworkInterface[]> {
  return describeLinux(await readdir('/sys/class/net').catch(() => []));
}

async function describeLinux(names: readonly string[]): Promise<NetworkInterface[]> {
  const facts = (await Promise.all(names.map(readFacts))).filter(
    ({ address, type }) => address !== undefined && type !== LOOPBACK,
  );
  const route = await readFile('/proc/net/route', 'latin1').catch(() => '');
  const addresses = await addressesByName(facts.map(({ name }) => name));
  const defaults = defaultRouteInterfaces(route);
  return facts.map((one) => describeInterface(one, addresses.get(one.name) ?? [], defaults));
}

async function readFacts(name: string): Promise<SysFacts> {
  const folder = `/sys/class/net/${name}`;
  const text = async (file: string): Promise<string | undefined> =>
    readFile(`${folder}/${file}`, 'latin1').then(
      (found) => found.trim(),
      () => undefined,
    );
  const exists = async (file: string): Promise<boolean> =>
    stat(`${folder}/${file}`).then(
      () => true,
      () => false,
    );
  const [address, carrier, operstate, speed, type] = await Promise.all(
    ['address', 'carrier', 'operstate', 'speed', 'type'].map(text),
  );
  const [hasDevice = false, phy = false, wireless = false] = await Promise.all(
    ['device', 'phy80211', 'wireless'].map(exists),
  );
  return { name, address, carrier, operstate, speed, type, hasDevice, wireless: phy || wireless };
}

/** node:os hides interfaces without a link, which may well have addresses; `ip` is asked only when one is hidden. */
async function addressesByName(names: readonly string[]): Promise<Map<string, readonly string[]>> {
  const known = new Map(
    listElsewhere(networkInterfaces()).map(({ name, addresses }): [string, readonly string[]] => [
      name,
      addresses,
    ]),
  );
  if (names.every((name) => known.has(name))) return known;
  return new Map([...known, ...parseIpAddresses(await askIp())]);
}

function askIp(): Promise<string> {
  return new Promise((resolve) => {
    execFile('ip', ['-json', '-4', 'address', 'show'], { timeout: 2000 }, (_error, output) =>
      resolve(output),
    );
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
