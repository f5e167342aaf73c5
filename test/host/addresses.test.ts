import { beforeEach, describe, expect, it } from 'vitest';
import { type AddressSystem, giveAddress, undoAll } from '../../core/host/addresses.ts';

const CIDR = '10.77.0.1/24';

/** A laptop with one interface, and a journal; `log` has everything in the order it happened. */
function makeLaptop(held: string[], up: boolean) {
  const log: string[] = [];
  const entries = new Map<number, unknown>();
  let nextId = 1;
  const state = { addresses: held, up, fails: '' };
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
    isUp: async (name) => name === 'eth0' && state.up,
    async ip(...words) {
      const line = words.join(' ');
      log.push(line);
      if (state.fails !== '' && line.startsWith(state.fails))
        throw new Error('RTNETLINK answers: Operation not permitted');
      if (line.startsWith('address add')) state.addresses = [...state.addresses, CIDR];
      if (line.startsWith('address del')) state.addresses = state.addresses.filter((one) => one !== CIDR);
      if (line.startsWith('link')) state.up = line.endsWith('up');
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
