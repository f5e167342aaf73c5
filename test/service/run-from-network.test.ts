/** A machine whose profile is a system that runs from the network: nothing ends, nothing is erased. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildIso } from '../support/iso.ts';
import { deskOf, type TestDesk } from './support/desk.ts';

const MAC = '52:54:00:aa:bb:cc';
const FROM = { address: '10.77.0.100', door: 'http' } as const;
const FACTS = new Map([['platform', 'pcbios']]);
const LIVE = {
  'live/vmlinuz': 'kernel',
  'live/initrd.img': 'RAM disk',
  'live/filesystem.squashfs': 'system',
  'isolinux/isolinux.cfg': 'label a\nkernel /live/vmlinuz\nappend initrd=/live/initrd.img boot=live\n',
};

let test: TestDesk;
let image: string;

beforeEach(async () => {
  test = await deskOf();
  const iso = join(test.folder, 'live.iso');
  writeFileSync(iso, buildIso({ label: 'LIVE', files: LIVE }));
  image = (await test.engine.library.import(iso)).id;
  test.engine.profiles.create({ name: 'rescue', image, settings: {}, answers: null });
});
afterEach(() => test.close());

const boot = () => test.desk.script(MAC, FACTS, FROM);
const state = () => test.engine.machines.get(MAC).state;
const fetched = (path: string) =>
  test.progress.note({ path: `/images/${image}/${path}`, bytes: 5, size: 5, complete: true, from: FROM });

it('says so of its profile, and misses no login', () => {
  expect(test.engine.profiles.get('rescue')).toMatchObject({ purpose: 'run', warnings: [] });
});

it('boots it every time, however often, and shows that it runs', async () => {
  test.engine.machines.assign(MAC, 'rescue');
  for (let time = 0; time < 6; time++) {
    expect(await boot()).toContain('fetch=');
    fetched('tree/live/vmlinuz');
    expect(state()).toBe('booting');
    fetched('tree/live/filesystem.squashfs');
    expect(state()).toBe('running');
  }
  expect(test.engine.machines.assignment(MAC)).toMatchObject({ phase: 'install', starts: 0 });
});

it('goes to its disk when the technician says so, and back', async () => {
  test.engine.machines.assign(MAC, 'rescue');
  await boot();
  test.engine.machines.bootLocally(MAC);
  expect(await boot()).toContain('sanboot');
  expect(state()).toBe('local');
  test.engine.machines.reinstall(MAC);
  expect(await boot()).toContain('fetch=');
});

it('waits when its profile is taken away', async () => {
  test.engine.machines.assign(MAC, 'rescue');
  await boot();
  fetched('tree/live/filesystem.squashfs');
  test.engine.machines.unassign(MAC);
  expect(await boot()).toContain('Waiting for the technician');
  expect(state()).toBe('waiting');
});
