import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * A laptop with two cables, in network namespaces: `east` is served, `west` is not. Needs root; without it the tests are
 * skipped.
 */
const ID = `fbh${process.pid}`;
const LAPTOP = `${ID}l`;
const RACK = `${ID}r`;
const STRANGER = `${ID}s`;
const SPACES = [LAPTOP, RACK, STRANGER];

const ip = (line: string): string => execFileSync('ip', line.split(' '), { encoding: 'utf8', stdio: 'pipe' });

function makeSpaces(): void {
  for (const space of SPACES) ip(`netns add ${space}`);
  for (const [mine, theirs, space] of [
    ['east', 'peer', RACK],
    ['west', 'peer', STRANGER],
  ] as const)
    ip(`-n ${LAPTOP} link add name ${mine} type veth peer name ${theirs} netns ${space}`);
  for (const space of SPACES) ip(`-n ${space} link set lo up`);
  ip(`-n ${LAPTOP} address add 10.98.1.1/24 brd + dev east`);
  ip(`-n ${LAPTOP} address add 10.98.2.1/24 brd + dev west`);
  ip(`-n ${RACK} address add 10.98.1.2/24 brd + dev peer`);
  ip(`-n ${STRANGER} address add 10.98.2.2/24 brd + dev peer`);
  for (const link of ['east', 'west']) ip(`-n ${LAPTOP} link set ${link} up`);
  for (const space of [RACK, STRANGER]) {
    ip(`-n ${space} link set peer up`);
    ip(`-n ${space} route add 255.255.255.255 dev peer`);
  }
  // The stranger knows the other address too: Linux takes a packet for it on any interface.
  ip(`-n ${STRANGER} route add 10.98.1.0/24 dev peer`);
}

const root = process.platform === 'linux' && process.getuid?.() === 0;
const possible = root && spawnSync('ip', ['netns', 'add', `${ID}t`]).status === 0;
if (possible) ip(`netns del ${ID}t`);
const reason = possible ? '' : ' (skipped: needs root and network namespaces)';

/** Runs a scenario of `namespace-scenario.ts` in the laptop's namespace; it prints one JSON value. */
function scenario(name: string): unknown {
  const script = join(import.meta.dirname, 'support', 'namespace-scenario.ts');
  const args = ['netns', 'exec', LAPTOP, process.execPath, script, name, RACK, STRANGER];
  const ran = spawnSync('ip', args, { encoding: 'utf8', timeout: 60_000 });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
}

describe.skipIf(!possible)(`a socket bound to one of two interfaces${reason}`, () => {
  beforeAll(makeSpaces);
  afterAll(() => {
    for (const space of SPACES) spawnSync('ip', ['netns', 'del', space]);
  });

  it('hears every packet of its own interface and none of the other', () => {
    expect(scenario('udp')).toEqual({
      heard: ['10.98.1.2 broadcast', '10.98.1.2 subnet', '10.98.1.2 unicast'],
    });
  });

  it('sends 255.255.255.255 by its own interface', () => {
    expect(scenario('broadcast')).toEqual({ rack: 'offer', stranger: '' });
  });

  it('takes TCP from its own interface and refuses it from the other', () => {
    expect(scenario('tcp')).toEqual({ rack: 'hello', stranger: ['refused', 'refused'] });
  });

  it('tells who holds a port, which interface is unknown, and which address is not there', () => {
    expect(scenario('errors')).toEqual({
      busy: ['PORT_BUSY', true],
      unknown: ['INTERFACE_UNKNOWN', 'Choose one of: east, west.'],
      address: ['INTERFACE_NO_ADDRESS', true],
    });
  });

  it('an account without rights is told the command', () => {
    expect(scenario('forbidden')).toEqual({
      udp: [
        'PORT_FORBIDDEN',
        'Once, as administrator: sudo sysctl -w net.ipv4.ip_unprivileged_port_start=69',
      ],
      tcp: [
        'PORT_FORBIDDEN',
        'Once, as administrator: sudo sysctl -w net.ipv4.ip_unprivileged_port_start=80',
      ],
      missing: [67, 69],
      high: 'open',
    });
  });

  it('finds who has an address on its cable', () => {
    expect(scenario('neighbours')).toEqual({
      taken: true,
      ownMac: false,
      free: false,
      otherCable: false,
    });
  });

  it('lends an address for the time of serving', () => {
    expect(scenario('address')).toEqual({
      lent: ['10.98.3.1/24'],
      linkOf: { during: true },
      after: [],
      journal: 0,
    });
  });
});
