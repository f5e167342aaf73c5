import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Machine } from '../../core/images/machine.ts';
import { lockFolder } from '../../core/store/folder-lock.ts';
import { MIGRATIONS } from '../../core/store/migrations.ts';
import { openStore } from '../../core/store/sqlite-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lease = (mac: string, address: string) =>
  ({ mac, address, hostname: null, state: 'bound', expiresAt: 5 }) as const;

const machine = (mac: string): Machine => ({
  ...{ mac, name: null, address: null, firstSeen: 1, lastSeen: 1, chosen: false, reserved: null },
  ...{ manufacturer: null, product: null, serial: null, uuid: null, memoryMiB: null, cpu: null, arch: null },
  firmware: 'unknown',
});

describe('the store', () => {
  it('keeps what was put, replaces by key, and forgets what is removed', () => {
    const store = openStore(':memory:');
    store.leases.put(lease('aa:aa:aa:aa:aa:aa', '10.0.0.1'));
    store.leases.put(lease('bb:bb:bb:bb:bb:bb', '10.0.0.2'));
    store.leases.put(lease('aa:aa:aa:aa:aa:aa', '10.0.0.3'));
    store.leases.remove('bb:bb:bb:bb:bb:bb');
    expect(store.leases.all()).toEqual([lease('aa:aa:aa:aa:aa:aa', '10.0.0.3')]);
    expect(store.leases.get('bb:bb:bb:bb:bb:bb')).toBeUndefined();
  });

  it('finds by what is not the key, and by what it is now', () => {
    const store = openStore(':memory:');
    const [one, two] = ['aa:aa:aa:aa:aa:aa', 'bb:bb:bb:bb:bb:bb'];
    store.leases.put(lease(one, '10.0.0.1'));
    expect([4, 5].map((now) => store.leases.holderOf('10.0.0.1', now))).toEqual([one, null]);
    store.leases.put({ ...lease(one, '10.0.0.2'), expiresAt: 9 });
    expect(['10.0.0.1', '10.0.0.2'].map((at) => store.leases.holderOf(at, 5))).toEqual([null, one]);

    store.machines.put({ ...machine(one), reserved: '10.0.0.7' });
    store.machines.put(machine(two));
    expect([store.machines.reservedTo('10.0.0.7'), store.machines.reservedTo('10.0.0.8')]).toEqual([
      one,
      null,
    ]);
    expect([one, two].map(store.machines.reservationFor)).toEqual(['10.0.0.7', null]);
    store.machines.put(machine(one));
    expect(store.machines.reservedTo('10.0.0.7')).toBeNull();

    const web = { id: 'web', name: 'Web', image: 'i', settings: {}, answers: null, createdAt: 1 };
    store.profiles.put(web);
    store.profiles.put({ ...web, name: 'Front' });
    expect(['Web', 'Front'].map((name) => store.profiles.named(name)?.id)).toEqual([undefined, 'web']);

    const assigned = { profile: 'web', phase: 'install', starts: 0, token: 't', assignedAt: 1 } as const;
    for (const mac of [one, two]) store.assignments.put({ ...assigned, mac });
    store.assignments.remove(two);
    expect([store.assignments.countOf('web'), store.assignments.countOf('db')]).toEqual([1, 0]);
  });

  it('knows machines and reservations as they are stored: after a transaction that failed, and when opened again', () => {
    const file = join(folder, 'known.sqlite');
    const [one, two] = ['aa:aa:aa:aa:aa:aa', 'bb:bb:bb:bb:bb:bb'];
    const store = openStore(file);
    const known = ({ machines }: typeof store) => [
      machines.has(one),
      machines.has(two),
      machines.reservationFor(one),
      machines.reservedTo('10.0.0.7'),
      machines.reservedTo('10.0.0.8'),
    ];
    store.machines.put({ ...machine(one), reserved: '10.0.0.7' });
    const failing = () =>
      store.together(() => {
        store.machines.put({ ...machine(two), reserved: '10.0.0.8' });
        store.machines.remove(one);
        expect(known(store)).toEqual([false, true, null, null, two]);
        throw new Error('the disk is full');
      });
    expect(failing).toThrow('the disk is full');
    expect(known(store)).toEqual([true, false, '10.0.0.7', one, null]);
    store.close();
    const again = openStore(file);
    expect(known(again)).toEqual([true, false, '10.0.0.7', one, null]);
    again.close();
  });

  it('numbers events and finds them by machine, by number, newest first to be cut', () => {
    const store = openStore(':memory:');
    for (let n = 1; n <= 5; n++)
      store.events.append({ mac: n % 2 ? 'a' : 'b', kind: 'offered', detail: { n } }, 1000 + n);
    expect(store.events.list({ limit: 2 }).map((event) => event.id)).toEqual([4, 5]);
    expect(store.events.list({ after: 1, limit: 2 }).map((event) => event.id)).toEqual([2, 3]);
    expect(store.events.list({ mac: 'b', limit: 9 })).toEqual([
      { id: 2, at: 1002, mac: 'b', kind: 'offered', detail: { n: 2 } },
      { id: 4, at: 1004, mac: 'b', kind: 'offered', detail: { n: 4 } },
    ]);
    store.events.forget('a');
    expect(store.events.list({ limit: 9 }).map((event) => event.id)).toEqual([2, 4]);
  });

  it('tells of offers at once and keeps them soon, in order with the others, and when it is closed', async () => {
    const file = join(folder, 'soon.sqlite');
    const [store, reader] = [openStore(file), openStore(file)];
    const kept = () => reader.events.list({ limit: 9 }).map(({ id, kind }) => `${id} ${kind}`);
    store.events.append({ mac: 'a', kind: 'offered', detail: {} }, 1);
    expect([store.events.list({ limit: 9 }).length, kept()]).toEqual([1, ['1 offered']]);
    store.events.append({ mac: 'a', kind: 'acked', detail: {} }, 2);
    expect(kept()).toEqual(['1 offered']);
    await vi.waitFor(() => expect(kept()).toEqual(['1 offered', '2 acked']), 5000);
    store.events.append({ mac: 'a', kind: 'acked', detail: {} }, 3);
    store.events.append({ mac: 'a', kind: 'nak', detail: {} }, 4);
    expect(kept().slice(2)).toEqual(['3 acked', '4 nak']);
    store.events.append({ mac: 'a', kind: 'offered', detail: {} }, 5);
    store.close();
    expect(kept().slice(4)).toEqual(['5 offered']);
    reader.close();
  });

  it('takes over the leases of a folder that is older', () => {
    const file = join(folder, 'older.sqlite');
    const db = new Database(file);
    for (const step of MIGRATIONS.slice(0, 3)) db.exec(step);
    db.pragma('user_version = 3');
    const known = lease('aa:aa:aa:aa:aa:aa', '10.0.0.1');
    db.prepare('INSERT INTO leases (key, body) VALUES (?, ?)').run(known.mac, JSON.stringify(known));
    db.close();
    const store = openStore(file);
    expect([store.leases.all(), store.leases.holderOf('10.0.0.1', 1)]).toEqual([[known], known.mac]);
    store.close();
  });

  it('keeps the newest fifty thousand events', () => {
    const store = openStore(':memory:');
    store.together(() => {
      for (let n = 0; n < 51_000; n++) store.events.append({ mac: null, kind: 'ignored', detail: {} }, n);
    });
    const [oldest] = store.events.list({ after: 0, limit: 1 });
    expect(oldest?.id).toBe(1001);
  });

  it('is readable by its owner only, whatever the folder is', () => {
    chmodSync(folder, 0o755);
    const store = openStore(join(folder, 'state.sqlite'));
    store.values.set('x', '1');
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    store.close();
  });

  it('can be made by several processes at once', async () => {
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../core/store/sqlite-store.ts'))};
      openStore(${JSON.stringify(join(folder, 'state.sqlite'))}).close();`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
  });

  it('lets one engine have a folder, and the next when that is gone', () => {
    const first = lockFolder(folder);
    expect(first).not.toBeNull();
    expect(lockFolder(folder)).toBeNull();
    first?.();
    const second = lockFolder(folder);
    expect(second).not.toBeNull();
    second?.();
  });

  it('takes back everything of a transaction that fails', () => {
    const store = openStore(':memory:');
    expect(() =>
      store.together(() => {
        store.values.set('x', '1');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.values.get('x')).toBeUndefined();
  });

  it('has every lease that was acknowledged before the process was killed', async () => {
    const file = join(folder, 'state.sqlite');
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../core/store/sqlite-store.ts'))};
       const store = openStore(${JSON.stringify(file)});
       for (let n = 0; ; n++) {
         store.leases.put({ mac: String(n), address: String(n), hostname: null, state: 'bound', expiresAt: 0 });
         process.stdout.write(n + '\\n');
       }`,
    ]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.length > 1000) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    const last = Number(said.trimEnd().split('\n').at(-1));
    const store = openStore(file);
    expect(store.leases.get(String(last))?.address).toBe(String(last));
    store.close();
  });
});
