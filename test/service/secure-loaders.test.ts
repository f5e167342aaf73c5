import { beforeEach, describe, expect, it } from 'vitest';
import type { LinuxPlan } from '../../core/images/boot-plan.ts';
import type { Assignment } from '../../core/images/machine.ts';
import { SecureLoaders, type SecureLoadersParts } from '../../core/service/secure-loaders.ts';

const SHIM = '/images/rocky-9/efi/EFI/BOOT/BOOTX64.EFI';
const OUR_GRUB = { loader: 'grub', fetching: 'http', came: 'tftp' } as const;
const PLAN: LinuxPlan = { kind: 'linux', title: 'Rocky 9', kernel: '/k', initrds: [], args: [] };
const LOCKED = new Map([['lockdown', 'y']]);
const OWN_GRUB = new Map([
  ['lockdown', 'y'],
  ['chain', 'rocky-9'],
]);

let now: number;
let medium: Record<string, string> | null;
let brought: string[];
let image: { id: string; name: string; family: string; arch: string; facts: Record<string, string> };
let assignment: Assignment;

beforeEach(() => {
  now = 1_000_000;
  medium = { 'EFI/BOOT/BOOTX64.EFI': 'MZ', 'EFI/BOOT/grub.cfg': 'linux /images/pxeboot/vmlinuz\n' };
  brought = [];
  image = { id: 'rocky-9', name: 'Rocky 9', family: 'redhat', arch: 'amd64', facts: { major: '9' } };
  assignment = { mac: '52:54:00:aa:bb:cc', profile: 'web', token: 'one', phase: 'install' } as Assignment;
});

/** Over a medium with the files of `medium`; null: it is gone. */
function loaders(): SecureLoaders {
  const efi = {
    find: (path: string) => {
      const text = medium?.[path];
      return text === undefined ? undefined : { kind: 'file', path, size: text.length };
    },
    read: async ({ path }: { path: string }, _: number, into: Uint8Array) =>
      new TextEncoder().encodeInto(medium?.[path] ?? '', into).written,
  };
  const open = async () => {
    if (medium === null) throw new Error('gone');
    return { tree: { efi: async () => efi } };
  };
  return new SecureLoaders({
    machines: { assignment: () => assignment },
    profiles: { get: () => ({ image: image.id }) },
    library: { get: () => image, open },
    clock: () => now,
    bootFile: (name: string) => (brought.includes(name) ? `/${name}` : null),
  } as unknown as SecureLoadersParts);
}

const toldIn = async (secure: SecureLoaders, facts: ReadonlyMap<string, string>) => {
  const { plan } = await secure.underGrub(PLAN, assignment, facts, OUR_GRUB);
  return plan.kind === 'blocked' ? plan.sentence : plan.kind;
};

describe('a GRUB that asks while Secure Boot is on', () => {
  it('starts what is of its own maker', async () => {
    expect(await toldIn(loaders(), OWN_GRUB)).toBe('linux');
  });

  it('starts again when it is of another; its firmware is then given the medium’s own shim', async () => {
    const secure = loaders();
    expect(await toldIn(secure, LOCKED)).toBe('restart');
    expect(secure.shimFor(assignment.mac)).toBe(SHIM);
  });

  it('starts again once: a second time it is told that something else names its loader', async () => {
    const secure = loaders();
    await toldIn(secure, LOCKED);
    now += 1_000;
    expect(await toldIn(secure, LOCKED)).toBe('restart');
    now += 20_000;
    expect(await toldIn(secure, LOCKED)).toContain('came back with another one');
    expect(await toldIn(secure, OWN_GRUB)).toBe('linux');
    assignment = { ...assignment, token: 'two' };
    expect(await toldIn(secure, LOCKED)).toBe('restart');
  });

  it('is told when the medium has no shim, and does not start again for it', async () => {
    medium = {};
    expect(await toldIn(loaders(), LOCKED)).toContain('no signed loader of its own');
  });

  it('is told which files are missing where a maker’s are brought by hand', async () => {
    image = { ...image, id: 'ubuntu-24.04', family: 'ubuntu' };
    expect(await toldIn(loaders(), LOCKED)).toContain('no loader here may start');
    brought = ['loaders/ubuntu/shimx64.efi', 'loaders/ubuntu/grubx64.efi'];
    const secure = loaders();
    expect(await toldIn(secure, LOCKED)).toBe('restart');
    expect(secure.shimFor(assignment.mac)).toBe('/loaders/ubuntu/shimx64.efi');
  });

  it('starts anything while Secure Boot is off', async () => {
    expect(await toldIn(loaders(), new Map())).toBe('linux');
  });
});

describe('how a GRUB is spoken to', () => {
  const spoken = async (facts: ReadonlyMap<string, string>) =>
    (await loaders().underGrub(PLAN, assignment, facts, OUR_GRUB)).asking;

  it('ours fetches by HTTP', async () => {
    expect(await spoken(new Map())).toEqual(OUR_GRUB);
  });

  it('a medium’s goes on by TFTP, where it came by it', async () => {
    expect(await spoken(OWN_GRUB)).toEqual({ ...OUR_GRUB, fetching: 'tftp', efiCommands: false });
  });

  it('a medium’s is given linuxefi when its own menu uses that', async () => {
    medium = {
      ...medium,
      'EFI/BOOT/grub.cfg': 'menuentry x {\n\tlinuxefi /images/pxeboot/vmlinuz quiet\n}\n',
    };
    expect(await spoken(OWN_GRUB)).toEqual({ ...OUR_GRUB, fetching: 'tftp', efiCommands: true });
  });
});
