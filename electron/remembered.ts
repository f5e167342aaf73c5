/** What the desktop program keeps between two starts: where the window was, and the engine's port. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const rememberedSchema = z.object({
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int().min(640), height: z.int().min(480) })
    .nullable()
    .catch(null),
  maximized: z.boolean().catch(false),
  /** The page's origin carries the port, and the browser keeps the window's preferences by origin. */
  port: z.int().min(1024).max(65535).nullable().catch(null),
});

export type Remembered = z.output<typeof rememberedSchema>;

const NOTHING: Remembered = { bounds: null, maximized: false, port: null };

/** What was kept; a file that is missing or damaged is as good as none. */
export function recall(file: string): Remembered {
  try {
    return rememberedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return NOTHING;
  }
}

/** Keeps it. A disk that is full or read-only costs the window's place, nothing else. */
export function remember(file: string, remembered: Remembered): void {
  try {
    writeFileSync(file, JSON.stringify(remembered));
  } catch {
    // Nothing depends on it.
  }
}

/** The bounds when enough of the title bar is on one of the screens to take hold of it; else null. */
export function visibleBounds(bounds: Rectangle | null, screens: readonly Rectangle[]): Rectangle | null {
  const holds = 100;
  const reachable = (on: Rectangle, at: Rectangle) =>
    at.y >= on.y - 10 &&
    at.y <= on.y + on.height - holds &&
    at.x + at.width >= on.x + holds &&
    at.x <= on.x + on.width - holds;
  return bounds !== null && screens.some((screen) => reachable(screen, bounds)) ? bounds : null;
}
