import { expect, it } from 'vitest';
import { ReportBody, ReportRoom } from '../../core/servers/report-body.ts';

it('puts a report together from pieces of any size, in little more than its own size', () => {
  const room = new ReportRoom();
  const body = new ReportBody(room);
  expect(body.content).toBeUndefined();
  const sent = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
  const piece = new Uint8Array(1);
  for (const byte of sent) {
    // The caller's memory may be used again.
    piece[0] = byte;
    body.add(piece);
  }
  expect(body.content).toEqual(sent);
  expect(room.held).toBeLessThan(200_001);
  body.release();
  expect(room.held).toBe(0);
});

it('takes no more than there is room for, whoever holds it', () => {
  const room = new ReportRoom(10_000);
  const [first, second] = [new ReportBody(room), new ReportBody(room)];
  first.add(new Uint8Array(8000));
  second.add(new Uint8Array(8000));
  expect([first.refused, second.refused, room.held]).toEqual([false, true, 8000]);
  second.release();
  first.release();
  expect(room.held).toBe(0);
});
