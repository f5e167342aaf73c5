import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientInfo } from '../../core/netboot/client.ts';
import type { Rung } from '../../core/netboot/loaders.ts';
import { LoaderLadder } from '../../core/service/loader-ladder.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const MAC = '52:54:00:aa:bb:cc';
const ADDRESS = '10.77.0.100';
const ROM: ClientInfo = {
  mac: MAC,
  uuid: null,
  arch: [7],
  firmware: 'uefi-x64',
  stage: 'rom',
  ipxe: null,
  hostName: null,
  vendorClass: 'PXEClient:Arch:00007:UNDI:003016',
  userClass: null,
};

let test: TestEngine;
let ladder: LoaderLadder;
let first: Rung | null;
let instead: string | null;

function newLadder(): LoaderLadder {
  const { hub, machines, store } = test.engine;
  return new LoaderLadder({
    ...{ hub, machines, values: store.values, clock: () => 7 },
    first: () => first,
    insteadOf: (_, rung) => (rung === 'shim' ? instead : null),
  });
}

beforeEach(async () => {
  test = await openTestEngine();
  [first, instead] = [null, null];
  ladder = newLadder();
  test.engine.machines.sighted(MAC, { address: ADDRESS, firmware: 'uefi-x64' });
});
afterEach(() => test.close());

const told = (client: Partial<ClientInfo> = {}) => ladder.loaderFor({ ...ROM, ...client });
function fetches(path: string, whole = true): void {
  const from = { address: ADDRESS, door: 'tftp' } as const;
  ladder.note({ path, from, bytes: whole ? 5 : 2, size: 5, complete: whole });
}
const silent = () =>
  test.engine.store.events
    .list({ mac: MAC, limit: 100 })
    .filter(({ kind }) => kind === 'loader-silent')
    .map(({ detail }) => detail);

describe('the loader a machine is told', () => {
  it('stays the same until it was fetched, however often the firmware asks', () => {
    expect([told(), told(), told()]).toEqual(Array(3).fill('/loaders/snponly.efi'));
    fetches('/loaders/snponly.efi', false);
    expect(told()).toBe('/loaders/snponly.efi');
    expect(silent()).toEqual([]);
  });

  it('is the next one when it was fetched and nothing came after it, and that is told', () => {
    told();
    fetches('/loaders/snponly.efi');
    expect([told(), told()]).toEqual(Array(2).fill('/loaders/shimx64.efi'));
    expect(silent()).toEqual([{ file: '/loaders/snponly.efi', bytes: 5, next: '/loaders/shimx64.efi' }]);
  });

  it('is the same again when it ran: an iPXE asked for an address, or a GRUB for its configuration', () => {
    told();
    fetches('/loaders/snponly.efi');
    told({ stage: 'ipxe', ipxe: { features: ['http'], version: null } });
    expect(told()).toBe('/loaders/snponly.efi');
    fetches('/loaders/snponly.efi');
    fetches('/grub/x86_64-efi/grub.cfg');
    expect(told()).toBe('/loaders/snponly.efi');
  });

  it('is remembered by maker and model, also by the next engine, and can be brought to another laptop', () => {
    test.engine.machines.sighted(MAC, { manufacturer: 'Dell Inc.', product: 'R650' });
    first = 'shim';
    told();
    fetches('/loaders/shimx64.efi');
    fetches('/grub/grub.cfg');
    first = null;
    const learnt = [
      {
        manufacturer: 'Dell Inc.',
        product: 'R650',
        firmware: 'uefi-x64',
        block: '52:54:00',
        rung: 'shim',
        at: 7,
      },
    ] as const;
    expect(newLadder().worked()).toEqual(learnt);
    ladder.learn([
      { ...learnt[0], rung: 'ipxe', at: 1 },
      { ...learnt[0], product: 'R450' },
    ]);
    expect(ladder.worked()).toEqual([learnt[0], { ...learnt[0], product: 'R450' }]);
    expect(told({ mac: '52:54:00:00:00:01' })).toBe('/loaders/shimx64.efi');
  });

  it('is the shim of the medium that it is to install', () => {
    [first, instead] = ['shim', '/images/rocky/efi/EFI/BOOT/BOOTX64.EFI'];
    expect(told()).toBe(instead);
    fetches(instead);
    expect(told()).toBe('/loaders/snponly.efi');
  });

  it('is left to the tables for what is no firmware, and for firmware without a loader', () => {
    expect(told({ stage: 'os' })).toBeUndefined();
    expect(told({ firmware: 'uefi-ia32' })).toBeUndefined();
  });
});
