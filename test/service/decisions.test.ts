import { beforeEach, describe, expect, it } from 'vitest';
import type { DhcpEvent } from '../../core/servers/dhcp.ts';
import { Decisions } from '../../core/service/decisions.ts';

const [A, B] = ['52:54:00:00:00:0a', '52:54:00:00:00:0b'];

describe('the decision log', () => {
  let decisions: Decisions;
  beforeEach(() => {
    decisions = new Decisions();
  });

  const note = (mac: string | null, facts: Partial<DhcpEvent> = {}) =>
    decisions.note({
      ...{ kind: 'ignored', at: 1, mac, client: null, address: null, file: null, reason: null, summary: '' },
      ...facts,
    });

  it('has every packet, silence with its reason, the newest last', () => {
    note(A, { kind: 'discovered', summary: `DISCOVER from ${A}` });
    const answer = { address: '10.77.0.100', choice: 'reserved', file: '/loaders/snponly.efi' } as const;
    note(A, { kind: 'offered', ...answer, summary: 'OFFER' });
    note(null, { reason: 'cut short at byte 1', summary: '1 bytes' });
    const nothing = {
      ...{ address: null, addressChoice: null, addressBecause: null },
      ...{ file: null, reason: null, stage: null, firmware: null },
    };
    expect(decisions.list({ limit: 9 })).toEqual([
      { ...nothing, id: 1, at: 1, mac: A, decision: 'discovered', packet: `DISCOVER from ${A}` },
      {
        ...nothing,
        ...{ id: 2, at: 1, mac: A, decision: 'offered', packet: 'OFFER' },
        ...{ address: '10.77.0.100', addressChoice: 'reserved' },
        ...{ addressBecause: 'it is reserved for this machine', file: '/loaders/snponly.efi' },
      },
      {
        ...nothing,
        ...{ id: 3, at: 1, mac: null, decision: 'ignored', packet: '1 bytes', reason: 'cut short at byte 1' },
      },
    ]);
  });

  const ids = (query: Parameters<Decisions['list']>[0]) => decisions.list(query).map(({ id }) => id);

  it('is asked for one machine, for what is new, and for so many of the newest', () => {
    for (const mac of [A, B, A, B, A]) note(mac);
    expect([ids({ mac: A, limit: 9 }), ids({ after: 3, limit: 9 }), ids({ mac: B, limit: 1 })]).toEqual([
      [1, 3, 5],
      [4, 5],
      [4],
    ]);
  });

  it('keeps the newest of a flood, and no more', () => {
    for (let n = 0; n < 10_000; n++) note(A);
    const kept = ids({ limit: 10_000 });
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([4096, 5905, 10_000]);
  });

  it('cuts a packet whose words are very many', () => {
    note(A, { summary: 'x'.repeat(100_000) });
    expect(decisions.list({ limit: 1 })[0]?.packet.length).toBe(2000);
  });
});
