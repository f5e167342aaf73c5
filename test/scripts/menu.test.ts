// biome-ignore-all lint/suspicious/noTemplateCurlyInString: loaders expand their variables so
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../core/images/machine.ts';
import { type Menu, menuPath, renderMenu } from '../../core/scripts/menu.ts';

const MACHINE = {
  mac: '52:54:00:aa:bb:cc',
  manufacturer: 'Dell Inc.',
  product: 'R650',
  serial: '4F2K91',
  address: '10.77.0.100',
  memoryMiB: 16384,
  cpu: null,
} as Machine;
const CONTEXT = { urls: { base: 'http://10.77.0.1:8067' }, machine: MACHINE, laptop: 'l7', report: null };
const MENU: Menu = {
  title: 'Fieldboot on l7',
  stay: 'Wait',
  entries: [
    { key: 'local', title: 'Its own disk' },
    { key: 'profile-web', title: 'Install ${web}; reboot: ERASES its disks' },
  ],
  seconds: 60,
  asksPin: false,
};
const IPXE = { loader: 'ipxe', fetching: 'http' } as const;
const GRUB = { loader: 'grub', fetching: 'http' } as const;
const PXELINUX = { loader: 'pxelinux', fetching: 'tftp' } as const;

describe('a menu for', () => {
  it('iPXE', () => {
    expect(renderMenu(MENU, CONTEXT, IPXE)).toBe(`#!ipxe
menu Fieldboot on l7 || goto none
item --gap Machine: Dell Inc. R650
item --gap Serial: 4F2K91
item --gap MAC: 52:54:00:aa:bb:cc
item --gap Address: 10.77.0.100
item --gap Memory: 16384 MiB
item --gap
item ask Wait
item local Its own disk
item profile-web Install $ {web}; reboot: ERASES its disks
choose --timeout 60000 --default ask choice || goto ask
iseq \${choice} ask && goto ask ||
chain --replace --autofree http://10.77.0.1:8067/machines/52:54:00:aa:bb:cc/choose/\${choice}/boot.ipxe || goto ask
:none
echo This build of iPXE has no menus: choose at the laptop.
sleep 3
:ask
chain --replace --autofree http://10.77.0.1:8067/machines/52:54:00:aa:bb:cc/boot.ipxe ||
sleep 2
goto ask
`);
  });

  it('GRUB', () => {
    expect(renderMenu(MENU, CONTEXT, GRUB)).toContain(`
menuentry 'Install \${web}; reboot: ERASES its disks' { source '(http,10.77.0.1:8067)/machines/52:54:00:aa:bb:cc/choose/profile-web/grub.cfg?'"lockdown=\${lockdown}&chain=\${chain}&pin=\${pin}" }
submenu 'This machine' {
  menuentry 'Machine: Dell Inc. R650' { true }
`);
  });

  it('pxelinux', () => {
    expect(renderMenu(MENU, CONTEXT, PXELINUX)).toContain(`
LABEL again
  MENU LABEL Wait
  MENU DEFAULT
  CONFIG pxelinux.cfg/01-52-54-00-aa-bb-cc
LABEL local
  MENU LABEL Its own disk
  CONFIG tftp://10.77.0.1/machines/52:54:00:aa:bb:cc/choose/local/tftp/pxelinux.cfg
`);
  });

  it('a PIN is asked for by iPXE, and typed by keys in GRUB', () => {
    const menu = { ...MENU, asksPin: true };
    expect(renderMenu(menu, CONTEXT, IPXE)).toContain('\nread pin ||\nchain ');
    expect(renderMenu(menu, CONTEXT, GRUB)).toContain(`'7' --hotkey=7 { set pin="\${pin}7" }`);
  });

  it('has two hundred entries', () => {
    const entries = Array.from({ length: 200 }, (_, n) => ({ key: `profile-${n}`, title: `Run ${n}` }));
    for (const asking of [IPXE, GRUB, PXELINUX]) {
      const text = renderMenu({ ...MENU, entries }, CONTEXT, asking);
      expect(text.match(/Run \d+/g)).toHaveLength(200);
      expect(text.length).toBeLessThan(60_000);
    }
  });
});

it('is where its loader looks for it', () => {
  expect([IPXE, GRUB, PXELINUX].map((asking) => menuPath(MACHINE.mac, asking, 'main'))).toEqual([
    '/machines/52:54:00:aa:bb:cc/menu/main/boot.ipxe',
    '/machines/52:54:00:aa:bb:cc/menu/main/grub.cfg',
    '/machines/52:54:00:aa:bb:cc/menu/main/tftp/pxelinux.cfg',
  ]);
});
