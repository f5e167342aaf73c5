import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { agree, type Outcome } from '../../core/netboot/transfer.ts';
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
    const copy = () => {
      throw new Error('the medium is gone');
    };
    start(PEER, { size: 2000, copy }, []);
    start();
    lane.end(PEER, { kind: 'failed', reason: 'Fieldboot has stopped serving' });
    start();
    lane.end(PEER, { kind: 'superseded' });
    while (network.next());
    const told = sent.flatMap((packet) => (packet.kind === 'error' ? [packet.message] : []));
    expect(ends.map(({ outcome }) => outcome.kind)).toEqual(['failed', 'failed', 'lost']);
    expect(told).toEqual([expect.any(String), 'Fieldboot has stopped serving']);
  });

  it('gives up on thousands of clients that are gone', () => {
    for (let port = 1; port <= 5000; port++) start(peerKey({ address: '10.77.0.8', port }));
    for (let turns = 0; lane.size > 0 && turns < 2000; turns++) lane.turn();
    expect([ends.length, lane.size]).toEqual([5000, 0]);
  });
});

describe('a file in extents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-extents-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read across them, forth and back, at any size', () => {
    const medium = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) >> 3);
    const path = join(folder, 'medium');
    writeFileSync(path, medium);
    const fd = openSync(path, 'r');
    const file = new ExtentFile(fd, [
      { offset: 200_000, length: 70_001 },
      { offset: 10, length: 90_000 },
    ]);
    const whole = Buffer.concat([medium.subarray(200_000, 270_001), medium.subarray(10, 90_010)]);
    expect(file.size).toBe(whole.length);
    for (const [offset, length] of [
      [0, 1428],
      [64_000, 9000],
      [69_990, 40],
      [0, 512],
      [160_000, 1],
      [160_001, 0],
      [3, 159_000],
    ] as const) {
      const into = new Uint8Array(length + 7);
      file.copy(offset, into, 7, length);
      expect(Buffer.compare(into.subarray(7), whole.subarray(offset, offset + length))).toBe(0);
    }
    closeSync(fd);
  });

  it('fails when the file has become shorter', () => {
    const path = join(folder, 'short');
    writeFileSync(path, 'short');
    const fd = openSync(path, 'r');
    const file = new ExtentFile(fd, [{ offset: 0, length: 1000 }]);
    expect(() => file.copy(0, new Uint8Array(1000), 0, 1000)).toThrow('shorter');
    closeSync(fd);
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
