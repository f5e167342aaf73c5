/** What several families use. */
import type { ProgressCurve } from '../family.ts';

/** `BOOTIF=01-aa-bb-…`: which interface the machine booted from, in pxelinux's spelling that every installer reads. */
export const bootif = (mac: string): string => `BOOTIF=01-${mac.replaceAll(':', '-')}`;

/** A point of an installation as it was measured: so many files and bytes served, so much of the time gone. */
export interface CurvePoint {
  readonly files: number;
  readonly bytes: number;
  readonly share: number;
}

/** Never nearer to the end than this: only the installer's own report says that it is done. */
const MOST = 0.95;

/**
 * An estimate from measured points, straight between them. Files and bytes each say something; the smaller counts,
 * so that many small requests or one big file do not promise too much.
 */
export function curve(points: readonly CurvePoint[]): ProgressCurve {
  return ({ files, bytes }) =>
    Math.min(
      share(points, files, ({ files }) => files),
      share(points, bytes, ({ bytes }) => bytes),
      MOST,
    );
}

function share(points: readonly CurvePoint[], value: number, of: (point: CurvePoint) => number): number {
  let before = points[0];
  for (const after of points) {
    if (before !== undefined && of(after) > value) {
      const part = (value - of(before)) / (of(after) - of(before));
      return before.share + part * (after.share - before.share);
    }
    before = after;
  }
  return before?.share ?? 0;
}

/** Of a system that runs from the network nobody measured more than that kernel, RAM disk and image are fetched in turn. */
export const liveCurve = curve([
  { files: 0, bytes: 0, share: 0 },
  { files: 2, bytes: 60e6, share: 0.3 },
  { files: 3, bytes: 400e6, share: 0.9 },
]);
