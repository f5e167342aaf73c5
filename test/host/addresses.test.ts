import { beforeEach, describe, expect, it } from 'vitest';
import { type AddressSystem, giveAddress, giveVlan, undoAll } from '../../core/host/addresses.ts';
import { parseIpVlans, type Vlan } from '../../core/host/interfaces.ts';

const CIDR = '10.77.0.1/24';

/** A laptop with one interface, and a journal; `log` has everything in the order it happened. */
function makeLaptop(held: string[], up: boolean) {
  const log: string[] = [];
  const entries = new Map<number, unknown>();
  let nextId = 1;
  const state = { addresses: held, up, fails: '', vlans: [] as Vlan[], vlanUp: false };
  const journal = {
    record(change: unknown) {
      entries.set(nextId, change);
      log.push(`record ${nextId}`);
      return nextId++;
    },
    forget(id: number) {
      entries.delete(id);
      log.push(`forget ${id}`);
    },
    list: () => [...entries].map(([id, change]) => ({ id, change })),
  };
  const system: AddressSystem = {
    addresses: async (name) => (name === 'eth0' ? state.addresses : []),
    vlans: async () => state.vlans,
    isUp: async (name) => (name === 'eth0' ? state.up : state.vlanUp),
    async ip(...words) {
      const line = words.join(' ');
      log.push(line);
      if (state.fails !== '' && line.startsWith(state.fails))
        throw new Error('RTNETLINK answers: Operation not permitted');
      if (line.startsWith('address add')) state.addresses = [...state.addresses, CIDR];
      if (line.startsWith('address del')) state.addresses = state.addresses.filter((one) => one !== CIDR);
      const vlan = /^link add link (\S+) name (\S+) type vlan id (\d+)$/.exec(line);
      if (vlan) state.vlans.push({ parent: vlan[1] ?? '', interface: vlan[2] ?? '', id: Number(vlan[3]) });
      else if (line.startsWith('link del')) state.vlans = [];
      else if (line.startsWith('link set dev eth0 ')) state.up = line.endsWith('up');
      else if (line.startsWith('link')) state.vlanUp = line.endsWith('up');
    },
  };
  return { log, journal, system, state };
}

let laptop: ReturnType<typeof makeLaptop>;
beforeEach(() => {
  laptop = makeLaptop([], false);
});
const give = () => giveAddress('eth0', CIDR, laptop.journal, laptop.system);

describe('an address is lent', () => {
  it('journalled before each change, and taken back in the opposite order', async () => {
    const undo = await give();
    await undo();
    await undo();
    expect(laptop.log).toEqual([
      'record 1',
      `address add ${CIDR} brd + dev eth0`,
      'record 2',
      'link set dev eth0 up',
      'link set dev eth0 down',
      'forget 2',
      `address del ${CIDR} dev eth0`,
      'forget 1',
    ]);
  });

  it('what was there before is never touched', async () => {
    laptop = makeLaptop([CIDR], true);
    const undo = await give();
    await undo();
    expect([laptop.log, laptop.state.addresses]).toEqual([[], [CIDR]]);
  });

  it('after a crash the next start undoes it', async () => {
    await give();
    await undoAll(laptop.journal, laptop.system);
    expect([laptop.state.addresses, laptop.state.up, laptop.journal.list()]).toEqual([[], false, []]);
  });

  it('after a crash between the journal and the change there is nothing to undo', async () => {
    laptop.journal.record({ kind: 'address', interface: 'eth0', cidr: CIDR });
    await undoAll(laptop.journal, laptop.system);
    expect(laptop.log).toEqual(['record 1', 'forget 1']);
  });

  it('an adapter that was unplugged has taken its address along', async () => {
    laptop.journal.record({ kind: 'address', interface: 'usb0', cidr: CIDR });
    await undoAll(laptop.journal, laptop.system);
    expect(laptop.journal.list()).toEqual([]);
  });

  it('an entry that cannot be read is forgotten', async () => {
    for (const entry of [null, 'x', { kind: 'route' }, { kind: 'address', interface: 'eth0' }])
      laptop.journal.record(entry);
    await undoAll(laptop.journal, laptop.system);
    expect([laptop.journal.list(), laptop.log.filter((line) => line.startsWith('address'))]).toEqual([
      [],
      [],
    ]);
  });

  it('without rights the sentence has the command to type, and nothing is left', async () => {
    laptop.state.fails = 'link';
    const refusal = give();
    await expect(refusal).rejects.toMatchObject({
      code: 'ADDRESS_NOT_SET',
      problem: {
        sentence: `The address ${CIDR} could not be set on eth0: RTNETLINK answers: Operation not permitted.`,
        advice: `Set it by hand with: sudo ip address add ${CIDR} dev eth0`,
      },
    });
    expect([laptop.state.addresses, laptop.journal.list()]).toEqual([[], []]);
  });

  it('what cannot be undone now is kept for the next start', async () => {
    const undo = await give();
    laptop.state.fails = 'address del';
    await undo();
    expect(laptop.journal.list()).toMatchObject([{ change: { kind: 'address' } }]);
    laptop.state.fails = '';
    await undoAll(laptop.journal, laptop.system);
    expect([laptop.state.addresses, laptop.journal.list()]).toEqual([[], []]);
  });
});

describe('a VLAN is made', () => {
  const vlan = (parent = 'eth0') => giveVlan(parent, 30, laptop.journal, laptop.system);

  it('on an interface that is up, and set up, journalled before, and removed', async () => {
    const { name, undo } = await vlan();
    expect([name, laptop.state.vlans]).toEqual([
      'eth0.30',
      [{ interface: 'eth0.30', parent: 'eth0', id: 30 }],
    ]);
    await undo();
    expect(laptop.log).toEqual([
      'record 1',
      'link set dev eth0 up',
      'record 2',
      'link add link eth0 name eth0.30 type vlan id 30',
      'record 3',
      'link set dev eth0.30 up',
      'link set dev eth0.30 down',
      'forget 3',
      'link del dev eth0.30',
      'forget 2',
      'link set dev eth0 down',
      'forget 1',
    ]);
  });

  it('and one that is there already, under whatever name, is used and left', async () => {
    laptop.state.up = true;
    laptop.state.vlanUp = true;
    laptop.state.vlans = [{ interface: 'office', parent: 'eth0', id: 30 }];
    const { name, undo } = await vlan();
    await undo();
    expect([name, laptop.log, laptop.state.vlans.length]).toEqual(['office', [], 1]);
  });

  it('that a crash left is removed at the next start, one that a stranger removed is forgotten', async () => {
    laptop.state.up = true;
    await vlan();
    await undoAll(laptop.journal, laptop.system);
    expect([laptop.state.vlans, laptop.journal.list()]).toEqual([[], []]);
    await vlan();
    laptop.state.vlans = [];
    await undoAll(laptop.journal, laptop.system);
    expect(laptop.journal.list()).toEqual([]);
  });

  it('or nothing is left behind, and the reason is told', async () => {
    laptop.state.fails = 'link add';
    await expect(vlan()).rejects.toMatchObject({ code: 'VLAN_NOT_MADE' });
    expect([laptop.state.up, laptop.journal.list()]).toEqual([false, []]);
  });

  it('with a name that the system takes', async () => {
    laptop.state.up = true;
    expect((await vlan('enx00e04c680001')).name).toBe('enx00e04c680.30');
  });

  it('and is found in what ip tells', () => {
    const told =
      '[{"ifindex":5,"link":"eth0","ifname":"eth0.30","linkinfo":{"info_kind":"vlan","info_data":{"protocol":"802.1Q","id":30,"flags":["REORDER_HDR"]}}},{},null]';
    expect(parseIpVlans(told)).toEqual([{ interface: 'eth0.30', parent: 'eth0', id: 30 }]);
    expect([parseIpVlans(''), parseIpVlans('{}')]).toEqual([[], []]);
  });
});
