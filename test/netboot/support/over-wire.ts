import { describe, expect, it } from 'vitest';
import { type Agreement, agree } from '../../../core/netboot/agreement.ts';
import type { TftpOption } from '../../../core/wire/tftp.ts';
import { type Run, seeded, type Wire } from './lossy-network.ts';

const option = (name: string, value: string | number): TftpOption => ({ name, value: String(value) });

/** What whoever serves a transfer does over a wire: the machine alone, and what carries it out. */
export function overWire(
  name: string,
  run: (file: Uint8Array, agreement: Agreement, wire: Wire) => Run,
): void {
  describe(`${name} over a wire`, () => {
    const random = seeded(7);
    const file = Uint8Array.from({ length: 100_000 }, () => random() * 256);
    const clean = { drop: 0, double: 0, reorder: 0, seed: 1 };
    const agreed = (windowSize: number, blockSize = 512) =>
      agree(
        [option('blksize', blockSize), option('windowsize', windowSize), option('tsize', 0)],
        file.length,
      );

    it.each([1, 4, 16, 64])('that is clean, a window of %i sends every block once', (windowSize) => {
      const result = run(file, agreed(windowSize), clean);
      expect(result.outcome).toEqual({ kind: 'complete', confirmed: true });
      expect(result.dataSent).toBe(196);
      expect(result.received).toEqual(file);
      expect(result.acknowledged).toBe(file.length);
    });

    it.each([1, 4, 16, 64])(
      'that doubles every packet, a window of %i does not double the blocks for ever',
      (windowSize) => {
        const result = run(file, agreed(windowSize), { ...clean, double: 1 });
        expect(result.received).toEqual(file);
        expect(result.dataSent).toBeLessThan(196 * 2.5);
      },
    );

    const losses = [1, 4, 16].flatMap((windowSize) =>
      [1, 2, 3, 4, 5].map((seed) => [windowSize, seed] as const),
    );
    it.each(losses)(
      'that loses a tenth, doubles and reorders, a window of %i arrives whole (seed %i)',
      (windowSize, seed) => {
        const result = run(file, agreed(windowSize), { drop: 0.1, double: 0.1, reorder: 0.1, seed });
        expect(result.outcome?.kind).toBe('complete');
        expect(result.received).toEqual(file);
        expect(result.dataSent).toBeLessThan(196 * 8);
      },
    );

    it('that loses a tenth costs about a tenth of a second for each loss in lockstep', () => {
      const result = run(file, agreed(1), { ...clean, drop: 0.1 });
      expect(result.received).toEqual(file);
      const lost = result.dataSent - 196;
      expect(lost).toBeGreaterThan(20);
      expect(result.elapsed).toBeLessThan(lost * 200 + 2000);
    });

    it('that is slower than any first guess: in lockstep blocks are soon sent once', () => {
      const result = run(file, agreed(1), { ...clean, latency: 1500 });
      expect(result.received).toEqual(file);
      expect(result.dataSent).toBeLessThan(196 + 5);
    });

    it('that is slower than any first guess: a window is sent less than three times', () => {
      const result = run(file, agreed(16), { ...clean, latency: 1500 });
      expect(result.received).toEqual(file);
      expect(result.dataSent).toBeLessThan(196 * 3);
    });

    it('block numbers wrap past 65535', () => {
      const long = new Uint8Array(8 * 70_000 + 3).map((_, at) => at >> 3);
      const result = run(long, agreed(64, 8), clean);
      expect(result.outcome).toEqual({ kind: 'complete', confirmed: true });
      expect(Buffer.compare(result.received, long)).toBe(0);
    });

    it('that is cut ends by itself', () => {
      const result = run(file, agreed(1), { ...clean, drop: 1 });
      expect(result.outcome).toEqual({ kind: 'lost', reason: 'it stopped answering' });
      expect(result.elapsed).toBeGreaterThanOrEqual(23_000);
      expect(result.elapsed).toBeLessThan(23_500);
    });
  });
}
