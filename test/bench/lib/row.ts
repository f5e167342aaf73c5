/** What a benchmark row is, and what it is given to measure with. */

import type { Ran, Started } from './process.ts';

/** One line of the table: the same work done by us and by peers, round by round. */
export interface Figure {
  /** Which part of the row's work: `pinned`, `window 16, split`. */
  readonly what: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  /** One value for each round, in the order of the rounds; the peers' values are of the same rounds. */
  readonly ours: readonly number[];
  readonly peers: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** `times`: ours against the best peer's. `limit`: ours against a fixed value. null: shown, not judged. */
  readonly aim: { readonly times: number } | { readonly limit: number } | null;
  /** What a reader should know of this line, above all why an aim is not reached. */
  readonly note?: string;
}

export interface Row {
  /** As on the command line: `tftp-lockstep`. */
  readonly name: string;
  /** What is done, in a few words for the table. */
  readonly work: string;
  /** The aim in words, as it was set. */
  readonly aim: string;
  /** Debian packages of the peers and of what generates the load. */
  readonly needs: readonly string[];
  measure(bench: Bench): Promise<readonly Figure[]>;
}

/** The two processors of a comparison, by number. The load generator's may be the servers' own. */
export interface Processors {
  readonly server: number;
  readonly client: number;
}

/** What a row works with. Everything it started is ended, and its folder removed, when it is done. */
export interface Bench {
  /** Empty folder of this row, on a disk. */
  readonly folder: string;
  /** How often each contender runs, when the command line says nothing else. */
  readonly rounds: number;
  /** `pinned`: server and client share one processor, so that its time decides; `split`: one each. */
  readonly processors: Readonly<Record<'pinned' | 'split', Processors>>;
  /** Whether a Debian package of `needs` is there; a peer without its package is left out and named in the table. */
  has(debianPackage: string): boolean;
  /** Path of a package's file, such as `/usr/sbin/nginx`: packages may be unpacked and not installed. */
  file(debianPackage: string, path: string): string;
  say(line: string): void;
  /** Starts a server on one processor; resolves when `ready` does. */
  start(program: string, args: readonly string[], options: StartOptions): Promise<Started>;
  /** Runs a program on one processor to its end. Rejects with its words when it fails. */
  run(program: string, args: readonly string[], options: { readonly cpu: number }): Promise<Ran>;
}

export interface StartOptions {
  readonly cpu: number;
  /** Looks whether the server answers; asked again until it is true, for 20 seconds. */
  ready(started: Started): Promise<boolean> | boolean;
  /** Share of the processor that it may have at most; all of it by default. */
  readonly share?: number | undefined;
  /** A server that puts itself into the background writes its pid here. */
  readonly pidFile?: string;
  readonly env?: Readonly<Record<string, string>>;
}
