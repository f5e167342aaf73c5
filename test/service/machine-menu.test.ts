import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServeRequest } from '../../core/api/contract.ts';
import { MachineMenu } from '../../core/service/machine-menu.ts';
import { MenusOfMachines } from '../../core/service/menu-desk.ts';
import type { ServedNode } from '../../core/tree/boot-tree.ts';
import { machineFiles } from '../../core/tree/machine-files.ts';
import { deskOf, type TestDesk } from './support/desk.ts';

const MAC = '52:54:00:aa:bb:cc';
const FROM = { address: '10.77.0.100', door: 'http' } as const;

let test: TestDesk;
let settings: ServeRequest['menu'];
let now: number;

beforeEach(async () => {
  test = await deskOf();
  settings = {};
  now = 1_000_000;
  const { library, profiles, machines } = test.engine;
  const image = await library.import(test.iso);
  profiles.create({ name: 'web', image: image.id, settings: {}, answers: null });
  machines.sighted(MAC, { serial: '4F2K91', address: FROM.address });
});
afterEach(() => test.close());

const menuOf = () => {
  const { store, profiles } = test.engine;
  return new MachineMenu({
    profiles: store.profiles,
    erases: (profile) => profiles.erases(profile),
    laptop: 'laptop-7',
    clock: () => now,
    settings: () => settings,
  });
};

/** Asks as a machine does; null: there is nothing. */
function asker(): (path: string, query?: Record<string, string>) => Promise<string | null> {
  const { hub, machines, profiles, policy } = test.engine;
  const menus = new MenusOfMachines({
    ...{ hub, machines, profiles, policy, menu: menuOf(), desk: test.desk, laptop: 'laptop-7' },
    witnesses: { leaseHolder: () => null, neighbourAt: async () => null },
    base: () => 'http://10.77.0.1:8067',
  });
  const tree = machineFiles(test.desk, menus);
  return async (path, query = {}) => {
    const from = { ...FROM, query: new Map(Object.entries(query)) };
    return readWhole(await tree.open(`/${MAC}/${path}`, from));
  };
}

async function readWhole(node: ServedNode): Promise<string | null> {
  if (node.kind !== 'file') return null;
  const bytes = new Uint8Array(node.size);
  await node.read(0, bytes);
  return new TextDecoder().decode(bytes);
}

const keyIn = (text: string | null) => /erase-[0-9a-f]{24}/.exec(text ?? '')?.[0] ?? '';
const assigned = () => test.engine.machines.assignment(MAC);

describe('the menu on a machine', () => {
  it('offers its own disk and every profile, or those that were named, and says what erases', async () => {
    const ask = asker();
    expect(await ask('menu/main/boot.ipxe')).toContain(
      'item local Start from its own disk\nitem profile-web Install web: ERASES its disks\n',
    );
    settings = { profiles: ['none'] };
    expect(await ask('menu/main/boot.ipxe')).not.toContain('web');
    settings = undefined;
    expect(await ask('menu/main/boot.ipxe')).toBeNull();
  });

  it('asks once more before it erases, and then installs', async () => {
    const ask = asker();
    const question = await ask('choose/profile-web/boot.ipxe');
    expect(question).toContain('Yes, ERASE its disks and install web');
    expect(assigned()).toBeUndefined();
    expect(await ask(`choose/${keyIn(question)}/boot.ipxe`)).toContain('/tree/netboot/linux');
    expect(assigned()).toMatchObject({ profile: 'web', phase: 'install' });
  });

  it('takes no answer that was not asked for, that was given before, or that comes late', async () => {
    const ask = asker();
    expect(await ask(`choose/erase-${'0'.repeat(24)}/boot.ipxe`)).toContain('not in the menu');
    const key = keyIn(await ask('choose/profile-web/boot.ipxe'));
    now += 200_000;
    expect(await ask(`choose/${key}/boot.ipxe`)).toContain('not in the menu');
    expect(assigned()).toBeUndefined();
  });

  it('leaves erasing to the technician where every machine must be confirmed, unless a PIN was shown', async () => {
    test.engine.policy.change({ confirm: 'per-machine' });
    const ask = asker();
    const key = keyIn(await ask('choose/profile-web/boot.ipxe'));
    expect(await ask(`choose/${key}/boot.ipxe`)).toContain('Waiting for the technician to confirm');
    test.engine.machines.unassign(MAC);
    settings = { pin: '4711' };
    const trusted = keyIn(await ask('choose/profile-web/boot.ipxe', { pin: '4711' }));
    expect(await ask(`choose/${trusted}/boot.ipxe`)).toContain('/tree/netboot/linux');
  });

  it('sends a machine to its own disk this once', async () => {
    expect(await asker()('choose/local/boot.ipxe')).toContain('starting from its own disk');
    expect(assigned()).toBeUndefined();
  });

  it('does not hold against what was chosen at the laptop meanwhile', async () => {
    const ask = asker();
    test.engine.machines.assign(MAC, 'local-disk');
    expect(await ask('choose/profile-web/boot.ipxe')).toContain('its profile is its own disk');
    expect(await ask('menu/left/grub.cfg')).toContain('its own disk');
  });

  it('is for the machine itself', async () => {
    const { hub, machines, profiles, policy } = test.engine;
    const menus = new MenusOfMachines({
      ...{ hub, machines, profiles, policy, menu: menuOf(), desk: test.desk, laptop: 'laptop-7' },
      witnesses: { leaseHolder: () => '52:54:00:00:00:01', neighbourAt: async () => null },
      base: () => 'http://10.77.0.1:8067',
    });
    const asking = { loader: 'ipxe', fetching: 'http' } as const;
    expect(await menus.menu(MAC, 'main', FROM, asking)).toBeNull();
    expect(await menus.choose(MAC, 'local', new Map(), FROM, asking)).toBeNull();
  });
});

describe('a PIN', () => {
  it('is needed for every choice, and guesses are counted', async () => {
    settings = { pin: '4711' };
    const ask = asker();
    for (const pin of ['', '1', '4712', '47110', '0000'])
      expect(await ask('choose/local/boot.ipxe', { pin })).toContain('The PIN is wrong');
    expect(await ask('choose/local/boot.ipxe', { pin: '4711' })).toContain('Too many wrong PINs');
    now += 61_000;
    expect(await ask('choose/local/boot.ipxe', { pin: '4711' })).toContain('starting from its own disk');
  });

  it('is counted for all machines together, too', () => {
    settings = { pin: '4711' };
    const menu = menuOf();
    for (let n = 0; n < 20; n += 1) menu.judge(`52:54:00:00:00:${n + 10}`, 'local', '0000');
    expect(menu.judge(MAC, 'local', '4711')).toEqual({
      kind: 'refused',
      sentence: 'Too many wrong PINs; wait a minute.',
    });
  });

  it('keeps pxelinux from the menu, which could only judge it by itself', async () => {
    settings = { pin: '4711' };
    expect(await asker()('menu/main/tftp/pxelinux.cfg')).toBeNull();
    settings = {};
    expect(await asker()('menu/main/tftp/pxelinux.cfg')).toContain('UI menu.c32');
  });
});
