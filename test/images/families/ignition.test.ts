import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ignitionLeavesOut, ignitionOf } from '../../../core/images/families/ignition/config.ts';
import { connectionFiles } from '../../../core/images/families/ignition/network.ts';
import { formOf } from '../../../core/images/form.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { RICH } from '../support/rich.ts';

const MAC = '52:54:00:12:34:56';
const of = (settings: Settings, firstStart = '') =>
  ignitionOf({ form: formOf(settings), hostname: 'node-7', mac: MAC, firstStart });

describe('the Ignition configuration', () => {
  it('has account, keys and what the machine is called', () => {
    const config = of({
      user: 'tech',
      ssh_key: 'ssh-ed25519 AAAA a',
      sudo: 'nopassword',
      timezone: 'Asia/Shanghai',
    });
    expect(config).toMatchObject({
      ignition: { version: '3.3.0' },
      passwd: {
        users: [
          {
            name: 'tech',
            passwordHash: '*',
            sshAuthorizedKeys: ['ssh-ed25519 AAAA a'],
            groups: ['sudo', 'wheel'],
          },
        ],
      },
      storage: { links: [{ path: '/etc/localtime', target: '../usr/share/zoneinfo/Asia/Shanghai' }] },
      systemd: { units: [] },
    });
    const { files } = config.storage as {
      files: { path: string; mode: number; contents: { source: string } }[];
    };
    expect(files.find(({ path }) => path === '/etc/hostname')?.contents.source).toBe('data:,node-7%0A');
    expect(files.find(({ path }) => path === '/etc/sudoers.d/tech')?.mode).toBe(0o440);
  });

  it('says what it leaves out', () => {
    expect(ignitionLeavesOut(formOf(RICH))).toEqual([
      'layout',
      'filesystem',
      'swap',
      'packages',
      'mirror',
      'repositories',
      'register',
      'firewall',
    ]);
    expect(ignitionLeavesOut(formOf({ user: 'tech' }))).toEqual([]);
  });

  // The command: apt-get install ignition
  it.skipIf(!existsSync('/usr/bin/ignition-validate')).each([{}, RICH, { vlan: '7', network: 'dhcp' }])(
    "is what Ignition's own validator takes: %o",
    (settings) => {
      const input = JSON.stringify(of(settings, '#!/bin/sh\ntrue\n'));
      const said = spawnSync('ignition-validate', ['-'], { input, encoding: 'utf8' });
      expect([said.status, said.stderr]).toEqual([0, '']);
    },
  );
});

describe("NetworkManager's files for interfaces without a known name", () => {
  it('are none for DHCP', () => {
    expect(connectionFiles(formOf({}).network, MAC)).toEqual({});
  });

  it('find the interface by its address; a VLAN names the connection it lies on', () => {
    const files = connectionFiles(
      formOf({ address: '192.168.5.20/24', gateway: '192.168.5.1', vlan: '7' }).network,
      MAC,
    );
    expect(Object.keys(files)).toEqual([
      '/etc/NetworkManager/system-connections/port0.nmconnection',
      '/etc/NetworkManager/system-connections/vlan7.nmconnection',
    ]);
    const [port = '', vlan = ''] = Object.values(files);
    expect(port).toContain(`[ethernet]\nmac-address=${MAC}\n`);
    expect(port).toContain('[ipv4]\nmethod=disabled\n');
    const uuid = /uuid=(\S+)/.exec(port)?.[1];
    expect(vlan).toContain(`[vlan]\nid=7\nparent=${uuid}\n`);
    expect(vlan).toContain('method=manual\naddress1=192.168.5.20/24,192.168.5.1\n');
  });

  it('make a bond of several', () => {
    const files = connectionFiles(
      formOf({ bond: 'active-backup', bond_ports: '52:54:00:00:00:02 eth9' }).network,
      MAC,
    );
    expect(Object.keys(files).map((path) => path.replace(/.*\//, ''))).toEqual([
      'port0.nmconnection',
      'port1.nmconnection',
      'port2.nmconnection',
      'bond0.nmconnection',
    ]);
    expect(Object.values(files)[2]).toContain('interface-name=eth9\nmaster=bond0\n');
  });
});
