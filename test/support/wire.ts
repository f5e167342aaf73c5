/** A cable in network namespaces: a laptop, a switch, and whoever else is plugged in. Needs root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why such tests cannot run here; null when they can. */
export function obstacle(...programs: readonly string[]): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  const missing = ['/sbin/ip', ...programs].filter((path) => !existsSync(path));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const trial = `fbt${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', trial]).status !== 0) return 'no network namespaces here';
  spawnSync('ip', ['netns', 'del', trial]);
  return null;
}

let count = 0;

export interface Wire {
  /** A folder of this wire's own. */
  readonly folder: string;
  /** Runs `ip` on the laptop (interface `cable`). */
  ip(line: string): string;
  /** Plugs somebody in, with an interface `eth0`, up; returns the name of its namespace. */
  plug(name: string, address?: string): string;
  /** Runs `ip` for somebody plugged in. */
  ipOf(where: string, line: string): string;
  /** Starts a program in the laptop's namespace, or in that of somebody plugged in. */
  start(where: string, program: string, ...words: string[]): ChildProcess;
  /** A dnsmasq of somebody plugged in, ready. */
  dnsmasq(where: string, ...words: string[]): Promise<ChildProcess>;
  /** Runs a script of this project in the laptop's namespace; resolves to what it printed, as JSON. */
  script(path: string, ...words: string[]): Promise<unknown>;
  /** Starts it in the laptop's namespace without rights, but that of using low ports. */
  startAsNobody(program: string, ...words: string[]): ChildProcess;
  /** The same without rights, but that of using low ports. */
  scriptOfNobody(path: string, ...words: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Lays the cable; the laptop's end is `cable`, up, with an address or without. */
export function layWire(address?: string): Wire {
  count += 1;
  const id = `fbw${process.pid}n${count}`;
  const [laptop, hub] = [`${id}laptop`, `${id}hub`];
  const spaces = [laptop, hub];
  const children: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-wire-'));
  const ip = (line: string) => execFileSync('ip', line.split(' '), { encoding: 'utf8', stdio: 'pipe' });
  const join2 = (space: string, name: string, far: string, cidr: string | undefined) => {
    ip(`-n ${hub} link add name ${far} type veth peer name ${name} netns ${space}`);
    ip(`-n ${hub} link set ${far} master switch up`);
    if (cidr !== undefined) ip(`-n ${space} address add ${cidr} brd + dev ${name}`);
    ip(`-n ${space} link set lo up`);
    ip(`-n ${space} link set ${name} up`);
  };
  for (const space of spaces) ip(`netns add ${space}`);
  ip(`-n ${hub} link add switch type bridge`);
  ip(`-n ${hub} link set switch up`);
  join2(laptop, 'cable', 'laptop', address);
  const spaceOf = (where: string) => (where === 'laptop' ? laptop : `${id}${where}`);

  const start: Wire['start'] = (where, program, ...words) => {
    const child = spawn('ip', ['netns', 'exec', spaceOf(where), program, ...words]);
    children.push(child);
    return child;
  };
  const startAsNobody: Wire['startAsNobody'] = (program, ...words) => {
    const low = 'sysctl -q -w net.ipv4.ip_unprivileged_port_start=0';
    execFileSync('ip', ['netns', 'exec', laptop, ...low.split(' ')]);
    chmodSync(folder, 0o777);
    return start('laptop', 'setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', program, ...words);
  };
  const collect = async (child: ChildProcess): Promise<unknown> => {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (part) => {
      out += part;
    });
    child.stderr?.on('data', (part) => {
      err += part;
    });
    await once(child, 'close');
    try {
      return JSON.parse(out);
    } catch {
      throw new Error(`${out}${err}`);
    }
  };
  return {
    folder,
    ip: (line) => ip(`-n ${laptop} ${line}`),
    ipOf: (where, line) => ip(`-n ${spaceOf(where)} ${line}`),
    plug(name, cidr) {
      const space = `${id}${name}`;
      ip(`netns add ${space}`);
      spaces.push(space);
      join2(space, 'eth0', name, cidr);
      return space;
    },
    start,
    async dnsmasq(where, ...words) {
      const own = ['--keep-in-foreground', '--port=0', '--log-facility=-', '--log-dhcp', '--interface=eth0'];
      const files = [
        '--conf-file=/dev/null',
        `--dhcp-leasefile=${folder}/leases`,
        `--pid-file=${folder}/${where}.pid`,
      ];
      const child = start(where, 'dnsmasq', ...own, ...files, ...words);
      while (!String((await once(child.stderr ?? child, 'data'))[0]).includes('DHCP'));
      return child;
    },
    script: (path, ...words) => collect(start('laptop', process.execPath, path, ...words)),
    startAsNobody,
    scriptOfNobody: (path, ...words) => collect(startAsNobody(process.execPath, path, ...words)),
    async close() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      for (const space of spaces) spawnSync('ip', ['netns', 'del', space]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What DHCP clients run when their lease changes: notes it, and changes nothing of this machine. */
export function clientScript(wire: Wire): string {
  const path = join(wire.folder, 'client-script');
  const text = `#!/bin/sh\necho "$1$reason \${new_ip_address:-$ip}" >>"${wire.folder}/client.log"\nexit 0\n`;
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}
