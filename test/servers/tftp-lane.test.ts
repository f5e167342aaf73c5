import { beforeEach, describe, expect, it } from 'vitest';
import { agree } from '../../core/netboot/agreement.ts';
import type { Outcome } from '../../core/netboot/transfer.ts';
import { ExtentFile } from '../../core/servers/extent-file.ts';
import { peerKey, TftpLane } from '../../core/servers/tftp-lane.ts';
import { LatePorts } from '../../core/servers/tftp-on-lane.ts';
import type { TftpPacket } from '../../core/wire/tftp.ts';
import { LossyNetwork } from '../netboot/support/lossy-network.ts';
import { overWire } from '../netboot/support/over-wire.ts';
import { laneFile, NetworkSocket, PEER, runLane } from './support/lane-network.ts';

overWire('the fast lane', runLane);

describe('the fast lane', () => {
  const network = new LossyNetwork({ drop: 0, double: 0, reorder: 0, seed: 1 });
  let socket: NetworkSocket;
  let lane: TftpLane;
  let sent: TftpPacket[];
  let ends: { outcome: Outcome; bytes: number }[];
  beforeEach(() => {
    // Packets of the test before are none of this one.
    while (network.next());
    socket = new NetworkSocket(network);
    lane = new TftpLane(socket, () => network.now);
    sent = [];
    ends = [];
    socket.deliver = (packet) => sent.push(packet);
  });

  const start = (
    peer = PEER,
    file = laneFile(new Uint8Array(2000)),
    asked = [{ name: 'tsize', value: '0' }],
  ) =>
    lane.start({
      peer,
      agreement: agree(asked, file.size),
      file,
      onProgress: () => {},
      onEnd: (outcome, bytes) => ends.push({ outcome, bytes }),
    });
  const answer = (packet: TftpPacket, from = PEER): void => {
    socket.arrive(packet, from);
    lane.turn();
  };

  it('ends at an error packet as the machine does: a probe, or broken off', () => {
    start();
    answer({ kind: 'error', code: 8, message: 'User aborted' });
    start();
    answer({ kind: 'ack', block: 0 });
    answer({ kind: 'ack', block: 1 });
    answer({ kind: 'error', code: 3, message: 'disk full' });
    expect(ends).toEqual([
      { outcome: { kind: 'probe' }, bytes: 0 },
      { outcome: { kind: 'aborted', code: 3, message: 'disk full' }, bytes: 512 },
    ]);
  });

  it('passes over strangers and what is no packet', () => {
    start();
    answer({ kind: 'error', code: 0, message: '' }, peerKey({ address: '10.77.0.9', port: 9 }));
    answer({ kind: 'ack', block: 99 });
    expect([lane.size, ends.length]).toEqual([1, 0]);
  });

  it('serves many clients side by side', () => {
    const peers = Array.from({ length: 100 }, (_, at) => peerKey({ address: '10.77.0.7', port: 1000 + at }));
    for (const peer of peers) start(peer);
    for (let block = 0; block <= 4; block++)
      for (const peer of peers) socket.arrive({ kind: 'ack', block }, peer);
    for (let turn = 0; turn < 20; turn++) lane.turn();
    expect(ends.filter(({ bytes, outcome }) => bytes === 2000 && outcome.kind === 'complete').length).toBe(
      100,
    );
  });

  it('tells the client when the file fails, and when it is ended from outside', () => {
    start(PEER, laneFile(new Uint8Array(2000)), []);
    lane.end(PEER, { kind: 'failed', reason: 'the medium is gone' });
    start();
    lane.end(PEER, { kind: 'failed', reason: 'Fieldboot has stopped serving' });
    start();
    lane.end(PEER, { kind: 'superseded' });
    while (network.next());
    const told = sent.flatMap((packet) => (packet.kind === 'error' ? [packet.message] : []));
    expect(ends.map(({ outcome }) => outcome.kind)).toEqual(['failed', 'failed', 'lost']);
    expect(told).toEqual(['the medium is gone', 'Fieldboot has stopped serving']);
  });

  it('lets a transfer wait for its disk, its clock standing still, while others go on', () => {
    const other = peerKey({ address: '10.77.0.9', port: 9 });
    let here = false;
    start(PEER, { ...laneFile(new Uint8Array(2000).fill(1)), ready: () => here }, []);
    for (let turn = 0; turn < 5000; turn++) lane.turn();
    start(other, laneFile(new Uint8Array(700)), []);
    answer({ kind: 'ack', block: 1 }, other);
    answer({ kind: 'ack', block: 2 }, other);
    expect([network.now > 60_000, sent.length, ends.map(({ bytes }) => bytes)]).toEqual([true, 0, [700]]);
    here = true;
    lane.resume(PEER);
    for (const block of [1, 2, 3, 4]) answer({ kind: 'ack', block });
    expect(ends.map(({ bytes, outcome }) => [bytes, outcome.kind])).toEqual([
      [700, 'complete'],
      [2000, 'complete'],
    ]);
  });

  it('sends once what a window that moved on while it waited has become', () => {
    let here = true;
    const window = [{ name: 'windowsize', value: '4' }];
    start(PEER, { ...laneFile(new Uint8Array(6000)), ready: () => here }, window);
    answer({ kind: 'ack', block: 0 });
    here = false;
    answer({ kind: 'ack', block: 4 });
    answer({ kind: 'ack', block: 4 });
    here = true;
    lane.resume(PEER);
    lane.resume(PEER);
    while (network.next());
    const blocks = sent.flatMap((packet) => (packet.kind === 'data' ? [packet.block] : []));
    expect(blocks).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('gives up on thousands of clients that are gone', () => {
    for (let port = 1; port <= 5000; port++) start(peerKey({ address: '10.77.0.8', port }));
    for (let turns = 0; lane.size > 0 && turns < 2000; turns++) lane.turn();
    expect([ends.length, lane.size]).toEqual([5000, 0]);
  });
});

describe('a file in extents', () => {
  const medium = Uint8Array.from({ length: 1_300_000 }, (_, at) => (at * 31) >> 3);
  const extents = [
    { offset: 200_000, length: 70_001 },
    { offset: 10, length: 90_000 },
    { offset: 300_000, length: 1_000_000 },
  ];
  const whole = Buffer.concat([
    medium.subarray(200_000, 270_001),
    medium.subarray(10, 90_010),
    medium.subarray(300_000),
  ]);
  /** A file of which `inMemory` bytes of the medium can be had at once, and what was fetched of it. */
  const open = (inMemory: number) => {
    const fetched: [number, number][] = [];
    const file = new ExtentFile(extents, {
      readNow(position, into) {
        const part = medium.subarray(position, Math.min(inMemory, position + into.length));
        into.set(part);
        return part.length;
      },
      fetch: (offset, length) => fetched.push([offset, length]),
    });
    return { file, fetched };
  };
  const copied = (file: ExtentFile, offset: number, length: number) => {
    const into = new Uint8Array(length + 7);
    file.copy(offset, into, 7, length);
    return Buffer.compare(into.subarray(7), whole.subarray(offset, offset + length)) === 0;
  };

  it('is read across them, forth and back, at any size', () => {
    const { file, fetched } = open(medium.length);
    expect(file.size).toBe(whole.length);
    for (const [offset, length] of [
      [0, 1428],
      [64_000, 9000],
      [69_990, 40],
      [0, 512],
      [160_000, 1],
      [160_001, 0],
      [3, 159_000],
      [whole.length - 5, 5],
    ] as const) {
      expect(file.ready(offset, length)).toBe(true);
      expect(copied(file, offset, length)).toBe(true);
    }
    expect(fetched).toEqual([]);
  });

  it('has fetched once what is not in memory, ahead, and is ready when it is here', () => {
    const { file, fetched } = open(0);
    expect([file.ready(69_990, 1428), file.ready(69_990, 1428)]).toEqual([false, false]);
    expect(fetched).toEqual([[69_990, 512 * 1024]]);
    file.arrived(69_990, whole.subarray(69_990, 69_990 + 512 * 1024));
    expect([file.ready(69_990, 1428), file.ready(500_000, 65_000)]).toEqual([true, true]);
    expect(copied(file, 500_000, 65_000)).toBe(true);
    expect(file.ready(whole.length - 3, 3)).toBe(false);
    expect(fetched[1]).toEqual([whole.length - 3, 3]);
  });

  it('fetches nothing of what is half in memory that it need not', () => {
    const { file, fetched } = open(201_000);
    expect([file.ready(0, 1000), file.ready(500, 600)]).toEqual([true, false]);
    expect(fetched).toEqual([[500, 512 * 1024]]);
  });
});

it('a client port stays noted for ten seconds', () => {
  const late = new LatePorts();
  late.note('a', 0);
  late.note('b', 5000);
  expect([late.has('a', 9999), late.has('a', 10_000), late.has('b', 10_000), late.has('c', 0)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
