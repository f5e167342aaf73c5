import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Flavour,
  ignitionLeavesOut,
  ignitionOf,
} from '../../../core/images/families/ignition/config.ts';
import { connectionFiles } from '../../../core/images/families/ignition/network.ts';
import { networkdFiles } from '../../../core/images/families/ignition/networkd.ts';
import { detectFamily, familyOf } from '../../../core/images/families/index.ts';
import { formOf } from '../../../core/images/form.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, linuxPlanOf } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';
import { RICH } from '../support/rich.ts';

const MAC = '52:54:00:12:34:56';
const OWN = `http://10.77.0.1:8067/machines/${MAC}/TOKEN`;
const of = (settings: Settings, flavour: Flavour = 'coreos') =>
  ignitionOf({ form: formOf(settings), hostname: 'node-7', mac: MAC, flavour });

interface Written {
  readonly path: string;
  readonly mode: number;
  readonly contents: { readonly source: string };
}

/** Files of a configuration, by path, as they will stand on the machine. */
function filesOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const { files } = config.storage as { files: Written[] };
  return Object.fromEntries(
    files.map(({ path, contents }) => [path, decodeURIComponent(contents.source.replace('data:,', ''))]),
  );
}

const MEDIA = {
  coreos: {
    'coreos/features.json': '{"version": "42.20251012.3.0"}',
    'images/pxeboot/vmlinuz': 'k',
    'images/pxeboot/initrd.img': 'i',
    'images/pxeboot/rootfs.img': 'r',
  },
  flatcar: {
    'flatcar_production_pxe.vmlinuz': 'k',
    'flatcar_production_pxe_image.cpio.gz': 'i',
    'flatcar_production_image.bin.bz2': 'd',
    'flatcar_production_image.bin.bz2.sig': 's',
  },
} as const;

async function contextOf(flavour: Flavour, settings: Settings) {
  const family = familyOf(flavour);
  const detection = await detectFamily(fakeTree(MEDIA[flavour], ''), 'x.iso');
  return { family, context: contextFor(family, detection, settings) };
}

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
    });
    const { files } = config.storage as { files: Written[] };
    expect(filesOf(config)['/etc/hostname']).toBe('node-7\n');
    expect(files.find(({ path }) => path === '/etc/sudoers.d/tech')?.mode).toBe(0o440);
  });

  it('gives the keys to core where the profile makes no account', () => {
    expect(of({ ssh_key: 'ssh-ed25519 AAAA a' }).passwd).toEqual({
      users: [{ name: 'core', sshAuthorizedKeys: ['ssh-ed25519 AAAA a'] }],
    });
  });

  it('of Flatcar has its own clock, network and kernel arguments', () => {
    const files = filesOf(of(RICH, 'flatcar'));
    expect(Object.keys(files)).toEqual([
      '/etc/hostname',
      '/etc/systemd/timesyncd.conf.d/site.conf',
      '/etc/systemd/network/10-port0.network',
      '/etc/systemd/network/10-port1.network',
      '/etc/systemd/network/05-bond0.netdev',
      '/etc/systemd/network/11-bond0.network',
      '/etc/systemd/network/06-vlan20.netdev',
      '/etc/systemd/network/12-vlan20.network',
      '/usr/local/bin/fieldboot-first-start',
    ]);
    expect(of(RICH, 'flatcar').kernelArguments).toEqual({ shouldExist: ['console=ttyS0,115200'] });
    expect(of(RICH, 'coreos').kernelArguments).toBe(undefined);
  });

  it('says what it leaves out', () => {
    expect(ignitionLeavesOut(formOf(RICH))).toEqual([
      'layout',
      'filesystem',
      'swap',
      'packages',
      'repositories',
      'register',
      'firewall',
    ]);
    expect(ignitionLeavesOut(formOf({ user: 'tech' }))).toEqual([]);
  });

  // The command: apt-get install ignition
  it
    .skipIf(!existsSync('/usr/bin/ignition-validate'))
    .each(
      (['coreos', 'flatcar'] as const).flatMap((flavour) =>
        [{}, RICH, { vlan: '7', network: 'dhcp' }].map((settings) => [flavour, settings] as const),
      ),
    )("of %s is what Ignition's own validator takes: %o", async (flavour, settings) => {
    const { family, context } = await contextOf(flavour, { ...settings, purpose: 'install' });
    for (const name of ['config.ign', 'installer.ign']) {
      const input = rendered(family, context, name);
      const said = spawnSync('ignition-validate', ['-'], { input, encoding: 'utf8' });
      expect([name, said.status, said.stderr]).toEqual([name, 0, '']);
    }
  });
});

describe('an installation of CoreOS or Flatcar', () => {
  it('is begun only where the profile says so', async () => {
    for (const flavour of ['coreos', 'flatcar'] as const) {
      const { family, context } = await contextOf(flavour, {});
      expect(family.purpose?.(context.settings)).toBe('run');
      expect(family.answers(context.image, 'run').map(({ name }) => name)).toEqual(['config.ign']);
      expect(linuxPlanOf(family, context).args).toContain(`ignition.config.url=${OWN}/config.ign`);
      const asked = await contextOf(flavour, { purpose: 'install' });
      expect(family.purpose?.(asked.context.settings)).toBe('install');
      expect(linuxPlanOf(family, asked.context).args).toContain(`ignition.config.url=${OWN}/installer.ign`);
    }
  });

  it('has the live system fetch the script and the configuration of the installed one', async () => {
    const { family, context } = await contextOf('coreos', {
      purpose: 'install',
      ssh_key: 'ssh-ed25519 AAAA a',
    });
    expect(JSON.parse(rendered(family, context, 'installer.ign'))).toMatchObject({
      passwd: { users: [{ name: 'core' }] },
      storage: {
        files: [
          { path: '/etc/fieldboot/install.sh', mode: 0o755, contents: { source: `${OWN}/install.sh` } },
          { path: '/etc/fieldboot/target.ign', mode: 0o600, contents: { source: `${OWN}/config.ign` } },
        ],
      },
      systemd: { units: [{ name: 'fieldboot-install.service', enabled: true }] },
    });
  });

  it("writes with the maker's own tool", async () => {
    const line = async (flavour: Flavour, settings: Settings) => {
      const { family, context } = await contextOf(flavour, { purpose: 'install', ...settings });
      return /^if ! (.*); then$/m.exec(rendered(family, context, 'install.sh'))?.[1];
    };
    expect(await line('coreos', { kernel_args: 'console=ttyS0,115200 quiet' })).toBe(
      "coreos-installer install --ignition-file /etc/fieldboot/target.ign --append-karg 'console=ttyS0,115200' --append-karg 'quiet' \"$1\"",
    );
    expect(await line('flatcar', {})).toBe(
      'flatcar-install -i /etc/fieldboot/target.ign -b \'http://10.77.0.1:8067/images/medium/tree\' -V . -d "$1"',
    );
  });
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

describe("networkd's units", () => {
  it('are none for DHCP', () => {
    expect(networkdFiles(formOf({}).network, MAC)).toEqual({});
  });

  it('find the interface by its own address, whatever the bond makes of it', () => {
    const settings = {
      address: '192.168.5.20/24',
      gateway: '192.168.5.1',
      dns: '192.168.5.2',
      domain: 'lab',
    };
    const bonded = { ...settings, bond: '802.3ad', bond_ports: 'eth9', vlan: '7' };
    expect(networkdFiles(formOf(settings).network, MAC)).toEqual({
      '/etc/systemd/network/10-port0.network': `[Match]
PermanentMACAddress=${MAC}

[Network]
Address=192.168.5.20/24
Gateway=192.168.5.1
DNS=192.168.5.2
Domains=lab
`,
    });
    expect(networkdFiles(formOf(bonded).network, MAC)).toMatchObject({
      '/etc/systemd/network/10-port1.network': '[Match]\nName=eth9\n\n[Network]\nBond=bond0\n',
      '/etc/systemd/network/05-bond0.netdev':
        '[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=802.3ad\nMIIMonitorSec=100ms\n',
      '/etc/systemd/network/11-bond0.network':
        '[Match]\nName=bond0\n\n[Network]\nLinkLocalAddressing=no\nVLAN=vlan7\n',
      '/etc/systemd/network/06-vlan7.netdev': '[NetDev]\nName=vlan7\nKind=vlan\n\n[VLAN]\nId=7\n',
    });
  });
});
