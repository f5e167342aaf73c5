import { describe, expect, it } from 'vitest';
import { holdersOn } from '../../core/host/address-in-use.ts';
import {
  defaultRouteInterfaces,
  describeInterface,
  listElsewhere,
  listInterfaces,
  type NetworkInterface,
  parseIpAddresses,
  type SysFacts,
} from '../../core/host/interfaces.ts';
import { parseArpTable } from '../../core/host/neighbours.ts';
import { socketInodes } from '../../core/host/ports.ts';
import { checkRights, commandFor, whyNoAddress } from '../../core/host/rights.ts';

describe('an interface is described', () => {
  const card: SysFacts = {
    name: 'enp3s0',
    address: '52:54:00:12:34:56',
    carrier: '1',
    operstate: 'up',
    speed: '1000',
    type: '1',
    hasDevice: true,
    wireless: false,
  };
  const described = {
    name: 'enp3s0',
    mac: '52:54:00:12:34:56',
    addresses: ['10.77.0.1/24'],
    link: true,
    speedMbps: 1000,
    wireless: false,
    defaultRoute: false,
    virtual: false,
  };
  const cases: [string, Partial<SysFacts>, Partial<NetworkInterface>][] = [
    ['a card with a cable', {}, {}],
    [
      'a card without a cable',
      { carrier: '0', operstate: 'down', speed: '-1' },
      { link: false, speedMbps: null },
    ],
    [
      'a card that is down: its carrier cannot be read',
      { carrier: undefined, operstate: 'down' },
      { link: false, speedMbps: null },
    ],
    ['a driver that does not know its speed', { speed: '-1' }, { speedMbps: null }],
    [
      'a radio, which has no speed file',
      { wireless: true, speed: undefined },
      { wireless: true, speedMbps: null },
    ],
    ['a bridge', { hasDevice: false, speed: '10000' }, { virtual: true, speedMbps: 10000 }],
    [
      'a tunnel, whose state is unknown',
      { hasDevice: false, operstate: 'unknown', speed: undefined },
      { virtual: true, speedMbps: null },
    ],
  ];
  it.each(cases)('%s', (_name, facts, expected) => {
    expect(describeInterface({ ...card, ...facts }, ['10.77.0.1/24'], new Set(['wlan0']))).toEqual({
      ...described,
      ...expected,
    });
  });
  it('the way to the internet', () => {
    expect(describeInterface(card, [], new Set(['enp3s0'])).defaultRoute).toBe(true);
  });
});

it('the default route is found among the routes of /proc/net/route', () => {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
  const table = `${head}wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\neth0\t00004D0A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n`;
  expect(defaultRouteInterfaces(table)).toEqual(new Set(['wlan0']));
  expect(defaultRouteInterfaces('')).toEqual(new Set());
});

it('addresses are read from ip -json, and nonsense gives none', () => {
  const json =
    '[{"ifname":"eth0","addr_info":[{"family":"inet","local":"10.77.0.1","prefixlen":24},{"family":"inet6","local":"fe80::1","prefixlen":64}]},{"ifname":"eth1","addr_info":[]},{}]';
  expect(parseIpAddresses(json)).toEqual(
    new Map([
      ['eth0', ['10.77.0.1/24']],
      ['eth1', []],
    ]),
  );
  for (const bad of ['', 'x', '{}', '[null,1,{"ifname":"a","addr_info":5}]'])
    expect(() => parseIpAddresses(bad)).not.toThrow();
});

it('where there is no /sys, node:os is what is known', () => {
  const entry = { family: 'IPv4' as const, internal: false, mac: '52:54:00:00:00:01', cidr: '10.77.0.1/24' };
  const six = { ...entry, family: 'IPv6' as const, cidr: 'fe80::1/64' };
  const found = listElsewhere({ 'Wi-Fi': [six, entry], lo: [{ ...entry, internal: true }], none: [] });
  expect(found).toEqual([
    {
      name: 'Wi-Fi',
      mac: entry.mac,
      addresses: ['10.77.0.1/24'],
      link: true,
      speedMbps: null,
      wireless: true,
      defaultRoute: false,
      virtual: false,
    },
  ]);
});

it('this machine’s interfaces are listed without the loopback', async () => {
  const names = (await listInterfaces()).map(({ name }) => name);
  expect(names).not.toContain('lo');
  expect(new Set(names).size).toBe(names.length);
});

describe('the ARP table', () => {
  const table = parseArpTable(
    [
      'IP address       HW type     Flags       HW address            Mask     Device',
      '10.77.0.100      0x1         0x2         52:54:00:AA:00:01     *        eth0',
      '10.77.0.101      0x1         0x0         00:00:00:00:00:00     *        eth0',
      '',
    ].join('\n'),
  );
  it('says who answers at an address of one cable', () => {
    expect(holdersOn(table, 'eth0')).toEqual(new Map([['10.77.0.100', '52:54:00:aa:00:01']]));
    expect(holdersOn(table, 'eth1')).toEqual(new Map());
  });
});

it('the sockets of a port are found in /proc/net tables, for TCP only those that listen', () => {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const row = (port: string, state: string, inode: number): string =>
    `   0: 00000000:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0 0\n`;
  const table = `${head}${row('0043', '07', 11)}${row('0045', '07', 12)}${row('0045', '0A', 13)}`;
  expect(socketInodes(table, 'UDP', 67)).toEqual(['11']);
  expect(socketInodes(table, 'UDP', 69)).toEqual(['12', '13']);
  expect(socketInodes(table, 'TCP', 69)).toEqual(['13']);
  expect(socketInodes('', 'UDP', 69)).toEqual([]);
});

describe('rights', () => {
  it('an address can be given by root, and by an account whose right reaches the program ip', () => {
    const status = (effective: string, ambient: string) =>
      `Name:\tnode\nCapEff:\t${effective}\nCapBnd:\t000001ffffffffff\nCapAmb:\t${ambient}\n`;
    const [all, none, netAdmin] = ['000001ffffffffff', '0000000000000000', '0000000000001000'];
    const lacks = 'this account lacks the right (CAP_NET_ADMIN)';
    expect([
      whyNoAddress(status(all, none), true),
      whyNoAddress(status(none, none), true),
      whyNoAddress(status(netAdmin, none), false),
      whyNoAddress(status(netAdmin, netAdmin), false),
      whyNoAddress('', true),
    ]).toEqual([null, lacks, lacks, null, 'it knows how to on Linux only']);
  });

  it('a port above the threshold needs none', async () => {
    expect(await checkRights([{ door: 'HTTP', protocol: 'TCP', port: 28_080 }])).toEqual({ missing: [] });
  });
  it('the command names the lowest port', () => {
    expect(commandFor(67, 'linux')).toBe('sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67');
  });
});
