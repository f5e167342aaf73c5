/** How long each step may take before it counts as silence. Milliseconds. */

/** PXE firmware asks again after 4, 8, 16 and 32 s (PXE 2.1, section 2.2.4): two offers unanswered are no accident. */
export const OFFER = 8_000;

/** A switch port listens and learns for 15 s each before it forwards (802.1D), 20 s more where it waited for a bridge. */
export const SPANNING_TREE = 50_000;
/** From here on a late port is worth a word: without spanning tree an iPXE asks within some five seconds. */
export const SLOW_PORT = 20_000;

/** A loader that starts asks for an address at once, behind a slow port after SPANNING_TREE. */
export const LOADER = SPANNING_TREE + 10_000;

/** Firmware that asked for a size fetches the file with its next breath. */
export const SIZE_PROBE = 15_000;

/** The slowest installer kernel seen here took 115 s to its answers (Debian 13 in an emulated machine). */
export const KERNEL = 180_000;
/** What is usual is waited for twice. */
export const TIMES_USUAL = 2;

/** An installer that has a question open and is silent for so long has come to it. */
export const QUESTION = 30_000;

/** Installers unpack packages for minutes without asking for anything. */
export const QUIET = 15 * 60_000;
/** However fast installations were before, no shorter silence counts. */
export const LEAST_QUIET = 3 * 60_000;

/** A machine that comes back from its disk within this time did not start from it. */
export const BACK_SOON = 5 * 60_000;

/** Whole seconds of a time span, for sentences. */
export const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
/** Whole minutes, at least one. */
export const minutes = (milliseconds: number): number => Math.max(1, Math.round(milliseconds / 60_000));
