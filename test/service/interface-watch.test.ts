import { beforeEach, describe, expect, it } from 'vitest';
import { InterfaceWatch, type InterfaceWatchParts } from '../../core/service/interface-watch.ts';

const CIDR = '10.77.0.1/24';

describe('the interface while it is served on', () => {
  let found: { link: boolean; addresses: string[] } | undefined;
  let told: string[];
  let now: number;
  let setAgain: InterfaceWatchParts['setAgain'];
  beforeEach(() => {
    found = { link: true, addresses: [CIDR] };
    told = [];
    now = 0;
    setAgain = async () => {
      told.push('set');
      found?.addresses.push(CIDR);
    };
  });

  const watching = () =>
    new InterfaceWatch({
      interface: { name: 'eth0', link: true },
      cidr: CIDR,
      setAgain,
      look: async () => found && { ...found, addresses: [...found.addresses] },
      now: () => now,
      onLink: (up) => told.push(up ? 'up' : 'down'),
      onSetAgain: () => told.push('told'),
      onLost: (why) => told.push(why.code),
    });
  const looks = async (watch: InterfaceWatch, times: number) => {
    for (let n = 0; n < times; n++) {
      now += 2000;
      await watch.look();
    }
  };
  const takeAway = () => {
    found = { link: true, addresses: [] };
  };

  it('tells a link that goes and comes, once each', async () => {
    const watch = watching();
    found = { link: false, addresses: [CIDR] };
    await looks(watch, 3);
    found = { link: true, addresses: [CIDR] };
    await looks(watch, 2);
    expect([told, watch.warning]).toEqual([['down', 'up'], null]);
  });

  it('is lost when five looks in a row miss it, and a moment is no loss', async () => {
    const watch = watching();
    const there = found;
    found = undefined;
    await looks(watch, 4);
    found = there;
    await looks(watch, 1);
    found = undefined;
    await looks(watch, 4);
    expect(told).toEqual([]);
    await looks(watch, 3);
    expect(told).toEqual(['INTERFACE_GONE']);
  });

  it('gets a lent address again that was taken away, and it is said how often', async () => {
    const watch = watching();
    for (let n = 0; n < 3; n++) {
      takeAway();
      await looks(watch, 1);
    }
    expect(told).toEqual(['set', 'told', 'set', 'told', 'set', 'told']);
    expect(watch.warning).toMatchObject({ code: 'ADDRESS_SET_AGAIN', params: { name: 'eth0', times: 3 } });
  });

  it('is lost when somebody takes it away more often than five times in a minute', async () => {
    const watch = watching();
    for (let n = 0; n < 12; n++) {
      takeAway();
      await looks(watch, 1);
    }
    expect(told.filter((one) => one !== 'told')).toEqual([...Array(5).fill('set'), 'ADDRESS_GONE']);
  });

  it('a network manager that tries once in 45 s is borne for ever', async () => {
    const watch = watching();
    for (let n = 0; n < 100; n++) {
      takeAway();
      await looks(watch, 22);
    }
    expect(told.filter((one) => one === 'set').length).toBe(100);
    expect(told).not.toContain('ADDRESS_GONE');
  });

  it('is lost when the address cannot be set, or is none of ours', async () => {
    for (const cannot of [null, () => Promise.reject(new Error('no right'))]) {
      told = [];
      setAgain = cannot;
      const watch = watching();
      takeAway();
      await looks(watch, 6);
      expect(told).toEqual(['ADDRESS_GONE']);
    }
  });

  it('tells nothing after its end', async () => {
    const watch = watching();
    watch.end();
    found = undefined;
    await looks(watch, 6);
    expect(told).toEqual([]);
  });
});
