import { beforeEach, describe, expect, it } from 'vitest';
import type { Serving } from '../../core/api/contract.ts';
import { FieldbootError } from '../../core/errors.ts';
import type { NewEvent } from '../../core/progress/events.ts';
import type { Hub } from '../../core/service/hub.ts';
import type { RescueList } from '../../core/service/rescue-list.ts';
import type { ServingParts, ServingSession } from '../../core/service/serving.ts';
import { ServingLife, type ServingLifeParts } from '../../core/service/serving-life.ts';
import { Trouble } from '../../core/service/trouble.ts';

describe('the life of serving', () => {
  let told: NewEvent[];
  let kept: Map<string, string>;
  /** What happens to what is kept. */
  let disk: 'has room' | 'is full';
  /** Closing waits for this. */
  let closing: PromiseWithResolvers<void>;
  let lose: ServingParts['onLost'];
  let opened: number;
  let trouble: Trouble;
  let life: ServingLife;

  beforeEach(() => {
    told = [];
    kept = new Map();
    disk = 'has room';
    closing = Promise.withResolvers();
    opened = 0;
    trouble = new Trouble(() => {});
    life = new ServingLife(parts());
  });

  const parts = (): ServingLifeParts => ({
    hub: { emit: (event: NewEvent) => told.push(event), changed: () => {} } as unknown as Hub,
    values: {
      get: (name) => kept.get(name),
      set: (name, value) => {
        if (disk === 'is full') throw new Error('database or disk is full');
        if (value === null) kept.delete(name);
        else kept.set(name, value);
      },
    },
    rescued: {} as RescueList,
    serving: {
      journal: { record: () => 1, forget: () => {}, list: () => [] },
    } as unknown as ServingLifeParts['serving'],
    profile: (id) => ({ id, erases: id === 'web' }),
    bytesServed: () => 0,
    survive: (work) => trouble.survive(work),
    open: async (request, { onLost }) => {
      opened++;
      lose = onLost;
      return {
        serving: { interface: 'eth0', address: '10.77.0.1', mode: 'full-dhcp' } as Serving,
        request,
        close: () => closing.promise,
      } as ServingSession;
    },
  });
  const gone = () => new FieldbootError('INTERFACE_GONE', { name: 'eth0' });
  const kinds = () => told.map(({ kind }) => kind);

  it('tells its end once when the cable goes while it is being stopped', async () => {
    await life.start({ interface: 'eth0' });
    const stopped = life.stop();
    lose(gone());
    closing.resolve();
    await stopped;
    expect(told.slice(1)).toEqual([{ mac: null, kind: 'stopped', detail: {} }]);
    expect([life.current, kept.size]).toEqual([null, 0]);
  });

  it('has nothing to stop when the cable went first, and says why it ended', async () => {
    await life.start({ interface: 'eth0' });
    lose(gone());
    await expect(life.stop()).rejects.toMatchObject({ code: 'NOT_SERVING' });
    closing.resolve();
    await life.close();
    expect(told.slice(1)).toMatchObject([{ kind: 'stopped', detail: { code: 'INTERFACE_GONE' } }]);
  });

  it('opens its doors again only when those of before are closed', async () => {
    await life.start({ interface: 'eth0' });
    lose(gone());
    const again = life.start({ interface: 'eth0' });
    await Promise.resolve();
    expect(opened).toBe(1);
    closing.resolve();
    await again;
    expect([opened, kinds()]).toEqual([2, ['serving', 'stopped', 'serving']]);
  });

  it('looks at no VLAN of an interface that is not there', async () => {
    await expect(life.preflight('none0', 30)).rejects.toMatchObject({ code: 'INTERFACE_UNKNOWN' });
  });

  it.each([
    ['the confirmation that was given', 'web', true, { defaultProfile: 'web', defaultConfirmed: true }],
    ['none where none was given', 'web', undefined, { defaultProfile: 'web' }],
    ['none where nothing was to be erased', 'live', true, { defaultProfile: 'live' }],
  ])('keeps with the default profile %s', async (_, defaultProfile, said, expected) => {
    await life.start({ interface: 'eth0', defaultProfile, ...(said ? { defaultConfirmed: said } : {}) });
    expect(JSON.parse(kept.get('serving') ?? '')).toEqual({ interface: 'eth0', ...expected });
    closing.resolve();
    await life.close();
  });

  it('serves on a full disk, and the trouble is told by the status', async () => {
    disk = 'is full';
    await life.start({ interface: 'eth0' });
    expect([life.current?.interface, trouble.problem?.code]).toEqual(['eth0', expect.any(String)]);
    closing.resolve();
    await life.stop();
    expect(life.current).toBeNull();
  });
});
