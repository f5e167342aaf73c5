import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { alpineLeavesOut, setupAnswers } from '../../../core/images/families/alpine/setup-answers.ts';
import { formOf } from '../../../core/images/form.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { RICH } from '../support/rich.ts';

/** Values of the file as the shell that reads it has them. */
function read(settings: Settings, ...names: string[]): string[] {
  const show = names.map((name) => `printf '%s\\0' "$${name}"`).join('; ');
  const script = `${setupAnswers(formOf(settings), 'node-7')}\n${show}`;
  return execFileSync('sh', ['-eu', '-c', script.replace('export', 'true')], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe("setup-alpine's answers", () => {
  it('of the defaults install by DHCP on the disk that is found', () => {
    expect(
      read(
        {},
        'KEYMAPOPTS',
        'HOSTNAMEOPTS',
        'DNSOPTS',
        'TIMEZONEOPTS',
        'USEROPTS',
        'DISKOPTS',
        'INTERFACESOPTS',
      ),
    ).toEqual([
      'us us',
      '-n node-7',
      'none',
      '-z Etc/UTC',
      'none',
      '-m sys /dev/fieldboot-disk-1',
      'auto lo\niface lo inet loopback\n\nauto fieldboot-port-1\niface fieldboot-port-1 inet dhcp\n\thostname node-7\n',
    ]);
  });

  it('have disks, file system, swap and network of a rich profile', () => {
    expect(
      read(
        RICH,
        'DISKOPTS',
        'ERASE_DISKS',
        'ROOTFS',
        'SWAP_SIZE',
        'KERNELOPTS',
        'PROXYOPTS',
        'INTERFACESOPTS',
      ),
    ).toEqual([
      '-m sys /dev/fieldboot-disk-1 /dev/fieldboot-disk-2',
      '/dev/fieldboot-disk-1 /dev/fieldboot-disk-2',
      'xfs',
      '4096',
      'console=ttyS0,115200',
      'http://proxy.lab:3128',
      'auto lo\niface lo inet loopback\n\nauto bond0\niface bond0 inet manual\n\tbond-members fieldboot-port-1 fieldboot-port-2\n' +
        '\tbond-mode 802.3ad\n\nauto vlan20\niface vlan20 inet static\n\tvlan-raw-device bond0\n\tvlan-id 20\n' +
        '\taddress 192.168.5.20/24\n\tgateway 192.168.5.1\n',
    ]);
    expect(read({ layout: 'lvm' }, 'DISKOPTS')).toEqual(['-m sys -L /dev/fieldboot-disk-1']);
  });

  it('say what they leave out', () => {
    expect(alpineLeavesOut(formOf(RICH))).toEqual(['firewall', 'register']);
  });
});
