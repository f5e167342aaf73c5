import { describe, expect, it } from 'vitest';
import { agree } from '../../core/netboot/agreement.ts';
import {
  newTransfer,
  type Step,
  stepTransfer,
  type Transfer,
  type TransferEvent,
} from '../../core/netboot/transfer.ts';
import type { TftpOption } from '../../core/wire/tftp.ts';
import { runTransfer } from './support/lossy-network.ts';
import { overWire } from './support/over-wire.ts';

const option = (name: string, value: string | number): TftpOption => ({ name, value: String(value) });
const ack = (block: number, waitedMs?: number): TransferEvent => ({
  kind: 'packet',
  packet: { kind: 'ack', block },
  waitedMs,
});
const fault = (code: number, message = ''): TransferEvent => ({
  kind: 'packet',
  packet: { kind: 'error', code, message },
});

/** Feeds events in turn; the actions of the last one are what is looked at. */
function feed(options: TftpOption[], size: number, ...events: TransferEvent[]): Step {
  let step: Step = { state: newTransfer(agree(options, size), size), actions: [] };
  for (const event of [{ kind: 'start' } as const, ...events]) step = stepTransfer(step.state, event);
  return step;
}
const outcome = (step: Step): Transfer['outcome'] => step.state.outcome;
const blocks = (first: number, last: number, waitMs = 500) => [{ kind: 'send-blocks', first, last, waitMs }];

describe('the machine', () => {
  it('sends block 1 at once when nothing was agreed', () => {
    expect(feed([], 2000).actions).toEqual(blocks(1, 1));
  });
  it('sends the OACK, and data after its ACK 0', () => {
    const options = [option('tsize', 0)];
    expect(feed(options, 2000).actions).toEqual([
      { kind: 'send', packet: { kind: 'oack', options: [option('tsize', 2000)] }, waitMs: 1000 },
    ]);
    expect(feed(options, 2000, ack(0)).actions).toEqual(blocks(1, 1));
  });
  it('an empty file is one empty block', () => {
    expect(outcome(feed([], 0, ack(1)))).toEqual({ kind: 'complete', confirmed: true });
  });
  it.each([
    ['one byte less than a block: one block', 511, 1],
    ['exactly one block: an empty one follows', 512, 2],
    ['one byte more: two blocks', 513, 2],
  ])('%s', (_name, size, last) => {
    expect(feed([], size).state.lastBlock).toBe(last);
  });
  it('does not answer a repeated ACK in lockstep (the sorcerer’s apprentice)', () => {
    expect(feed([], 5000, ack(1), ack(1)).actions).toEqual([]);
  });
  it('goes back once to the lost first block of a window, not for every repeated ACK', () => {
    const options = [option('windowsize', 4)];
    expect(feed(options, 5000, ack(0), ack(0)).actions).toEqual(blocks(1, 4));
    expect(feed(options, 5000, ack(0), ack(0), ack(0)).actions).toEqual([]);
  });
  it('does not take the echo of a window sent twice for a loss', () => {
    const options = [option('windowsize', 4)];
    expect(feed(options, 9000, ack(0), ack(0), ack(4), ack(4)).actions).toEqual([]);
  });
  it('believes an ACK that comes twice more, after it went back', () => {
    const options = [option('windowsize', 4)];
    const again = [ack(0), ack(2), ack(2)];
    expect(feed(options, 9000, ...again).actions).toEqual([]);
    expect(feed(options, 9000, ...again, ack(2)).actions).toEqual(blocks(3, 6));
    expect(feed(options, 9000, ...again, ack(2), ack(2)).actions).toEqual([]);
  });
  it('having gone back, moves on over the ACKs of blocks that were on their way', () => {
    const options = [option('windowsize', 4)];
    expect(feed(options, 9000, ack(0), ack(1), ack(2)).actions).toEqual(blocks(6, 6));
    expect(feed(options, 9000, ack(0), ack(1), ack(2), ack(6)).actions).toEqual(blocks(7, 10));
  });
  it('goes on after the last good block when an ACK comes from inside the window', () => {
    expect(feed([option('windowsize', 4)], 5000, ack(0), ack(2)).actions).toEqual(blocks(3, 6));
  });
  it('passes over an ACK of what was never sent', () => {
    expect(feed([], 5000, ack(2)).actions).toEqual([]);
    expect(feed([option('tsize', 0)], 5000, ack(1)).actions).toEqual([]);
  });
  it('waits longer each time, then gives up', () => {
    const timeout: TransferEvent = { kind: 'timeout' };
    const timeouts = Array<TransferEvent>(6).fill(timeout);
    const waits = [1, 2, 3, 4, 5].map((count) => {
      const [action] = feed([], 5000, ...timeouts.slice(0, count)).actions;
      return action?.kind === 'send-blocks' ? action.waitMs : 0;
    });
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000]);
    expect(outcome(feed([], 5000, ...timeouts))).toEqual({ kind: 'lost', reason: 'it stopped answering' });
  });
  it('having seen a round trip, waits as long as RFC 6298 says, and no less than a tenth of a second', () => {
    expect(feed([], 5000, ack(1, 80)).actions).toEqual(blocks(2, 2, 240));
    expect(feed([], 5000, ack(1, 2)).actions).toEqual(blocks(2, 2, 100));
  });
  it('does not learn from what was sent twice, and keeps the longer wait until it learns', () => {
    const once = [ack(1, 80), { kind: 'timeout' } as const, ack(2, 1)];
    expect(feed([], 5000, ...once).actions).toEqual(blocks(3, 3, 480));
    expect(feed([], 5000, ...once, ack(3, 80)).actions).toEqual(blocks(4, 4, 200));
  });
  it('in a window, an ACK from inside says nothing of the time', () => {
    const options = [option('windowsize', 4)];
    expect(feed(options, 9000, ack(0, 80), { kind: 'timeout' }, ack(2, 1)).actions).toEqual(
      blocks(5, 6, 240),
    );
  });
  it('waits first no longer than the client asked, and longer later', () => {
    const asked = [option('timeout', 1)];
    expect(feed(asked, 5000, ack(0, 900)).actions).toEqual(blocks(1, 1, 1000));
    expect(feed(asked, 5000, ack(0, 900), { kind: 'timeout' }).actions).toEqual(blocks(1, 1, 2000));
  });
  it('who asked for a long timeout has three of them', () => {
    const asked = [option('timeout', 20)];
    const timeouts = (count: number) => Array<TransferEvent>(count).fill({ kind: 'timeout' });
    expect(outcome(feed(asked, 5000, ...timeouts(5)))).toBeUndefined();
    expect(outcome(feed(asked, 5000, ...timeouts(7)))).toEqual({
      kind: 'lost',
      reason: 'it stopped answering',
    });
  });
  it('an error after the OACK with the size is a probe', () => {
    expect(outcome(feed([option('tsize', 0)], 5000, fault(8, 'User aborted')))).toEqual({ kind: 'probe' });
    expect(outcome(feed([option('tsize', 0)], 5000, fault(0, 'TFTP Aborted')))).toEqual({ kind: 'probe' });
  });
  it('an error later, or without the size asked, or for another reason, is an abort', () => {
    const aborted = { kind: 'aborted', code: 8, message: 'no' };
    expect(outcome(feed([option('tsize', 0)], 5000, ack(0), ack(1), fault(8, 'no')))).toEqual(aborted);
    expect(outcome(feed([option('blksize', 512)], 5000, fault(8, 'no')))).toEqual(aborted);
    expect(outcome(feed([option('tsize', 0)], 5000, fault(3, 'full')))).toEqual({
      ...aborted,
      code: 3,
      message: 'full',
    });
  });
  it('a client that leaves without the last ACK has everything', () => {
    const left = feed([], 600, ack(1), { kind: 'port-closed' });
    expect(outcome(left)).toEqual({ kind: 'complete', confirmed: false });
  });
  it('a client that was never heard of again has nothing', () => {
    expect(outcome(feed([], 100, { kind: 'port-closed' }))).toEqual({
      kind: 'lost',
      reason: 'its port is closed',
    });
  });
  it('tells the client when the file cannot be read', () => {
    expect(feed([], 5000, { kind: 'failed', reason: 'the disk is gone' }).actions).toEqual([
      { kind: 'send', packet: { kind: 'error', code: 0, message: 'the disk is gone' } },
      { kind: 'end', outcome: { kind: 'failed', reason: 'the disk is gone' } },
    ]);
  });
  it('does nothing after its end', () => {
    expect(feed([], 100, ack(1), ack(1), { kind: 'timeout' }, fault(0)).actions).toEqual([]);
  });
});

overWire('the transfer machine', runTransfer);
