/** An installation medium, indexed where it lies. (Cobbler: distro.) */
import type { Problem } from '../errors.ts';
import type { MenuEntry } from './menus/entry.ts';
import type { Repository } from './repositories.ts';
import type { Consideration } from './signature.ts';

/** CPU architecture in Debian's names, for every family. */
export type Arch = 'amd64' | 'i386' | 'arm64' | 'unknown';

/** What a family found on a medium. */
export interface Detection {
  /** Identifier of the family, for example `debian`. */
  readonly family: string;
  /** What a person calls it: `Debian 13.7 "trixie"`. */
  readonly name: string;
  readonly version: string;
  readonly arch: Arch;
  /** Path of the kernel on the medium; null when it has none of its own. */
  readonly kernel: string | null;
  /** Paths of the initial RAM disks on the medium. */
  readonly initrd: readonly string[];
  /** Why this family was chosen, in one sentence. */
  readonly reason: string;
  /** Facts the family needs again for boot plans and answers, for example `codename`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Entries of the medium's own boot menu, the default first; absent: its family does not go by them. */
  readonly entries?: readonly MenuEntry[];
  /** What will not work, or only in part, with this medium. */
  readonly warnings: readonly Problem[];
}

/** A medium whose family was found, and which others were asked. */
export interface Identified extends Detection {
  /** Families that have a mark on this medium too, and why it is not theirs. */
  readonly considered?: readonly Consideration[];
}

/** How far the check of a medium against its sums is, or how it ended. */
export interface Verification {
  readonly state: 'waiting' | 'running' | 'good' | 'bad' | 'unknown' | 'cancelled' | 'failed';
  /** What it is checked against: `SHA256SUMS`, `isomd5sum`, `md5sum.txt`. */
  readonly against: readonly string[];
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Why it is bad, failed, or cannot be known. */
  readonly problem: Problem | null;
}

export interface Image extends Identified {
  /** Short and stable: `debian-13.7-amd64`; part of URLs. */
  readonly id: string;
  /** Where the medium lies on this laptop. */
  readonly path: string;
  /** Number of files on the medium. */
  readonly files: number;
  /** Size of the medium in bytes. */
  readonly bytes: number;
  /** Modification time of the medium when it was imported, milliseconds since 1970. */
  readonly modified: number;
  readonly bootable: { readonly bios: boolean; readonly uefi: boolean };
  /** Milliseconds since 1970. */
  readonly importedAt: number;
  /** How long reading it took, milliseconds. */
  readonly elapsedMs: number;
  /** A cheap sign of what the medium holds, by which it is known under another path; absent: of an older Fieldboot. */
  readonly stamp?: string;
  /** It is a folder, a mounted medium perhaps: a file below it shows that it is there. Absent: it is one file. */
  readonly folder?: { readonly mark: string };
  /** Package repositories on it; absent: of an older Fieldboot. */
  readonly repositories?: readonly Repository[];
  /** Images whose packages its installer is given too, by identifier: further media of a set, extensions. */
  readonly joined?: readonly string[];
  /** How the last check against its sums ended; absent: never checked. */
  readonly verified?: Verification;
}
