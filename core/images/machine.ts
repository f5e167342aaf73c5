/** A client seen on the wire. (Cobbler: system.) */

import type { Firmware } from '../netboot/client.ts';
import type { ToldTexts } from '../netboot/told.ts';
import type { Disk } from './form/disk.ts';
import type { Identity } from './identity.ts';
import type { Settings } from './profile.ts';

/** What the machine said about itself; null when it did not. */
export interface MachineFacts {
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  readonly uuid: string | null;
  /** Memory in MiB. */
  readonly memoryMiB: number | null;
  readonly cpu: string | null;
  readonly arch: string | null;
  /** Firmware that asked, as far as DHCP or iPXE told. */
  readonly firmware: Firmware;
}

export interface Machine extends MachineFacts {
  /** `aa:bb:cc:dd:ee:ff`, lower case; the key. */
  readonly mac: string;
  /** Given by the technician; null until then. */
  readonly name: string | null;
  /** Address it was last leased; null before. */
  readonly address: string | null;
  /** Milliseconds since 1970; 0: it is expected, but was never seen. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The technician has chosen for it at least once; a default profile no longer applies to it. */
  readonly chosen: boolean;
  /** Address that is kept for it; null: any of the range. */
  readonly reserved: string | null;
  /** The machine's own settings, over those of its profile: a fixed address, a disk. Absent: none. */
  readonly settings?: Settings;
  /** Its fixed disks, as its installer found them when it ran last. Absent: no installer ran yet. */
  readonly disks?: readonly Disk[];
  /** What DHCP tells it; absent: what its profile and serving say. */
  readonly dhcp?: ToldTexts;
  /** The technician's own words about it. Absent: none. */
  readonly note?: string;
  /** It boots nothing until the technician lets it go on. */
  readonly held?: boolean;
  /** Its next network boot ends at its own disk, once. */
  readonly skip?: boolean;
  /** Everyone this MAC has said to be, the first of them first. Absent: nobody that can be told apart. */
  readonly identities?: readonly Identity[];
  /** Id of the job it belongs to; absent: seen before there were jobs. */
  readonly job?: string;
}

/** Which profile a machine boots. */
export interface Assignment {
  readonly mac: string;
  /** Id of the profile. */
  readonly profile: string;
  /**
   * `install`: the next network boot installs. `installed`: the installer reported its end, the next network boots
   * go to the local disk until the technician says install again. `unsure`: it came back without reporting its end;
   * nothing is erased until the technician says so. `local`: the technician sends it to its own disk. A system that
   * runs from the network stays at `install`: it boots each time.
   */
  readonly phase: 'install' | 'installed' | 'unsure' | 'local';
  /** How often its installer has started without reporting the end. */
  readonly starts: number;
  /** Random, part of the addresses of this machine's answers and reports; new for every installation. */
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly assignedAt: number;
  /** False: its disks may not be erased yet, nobody has confirmed it. Absent: confirmed. */
  readonly confirmed?: boolean;
  /**
   * What it boots erased nothing when it was chosen: nobody was asked. Should its profile install by now, it counts as
   * not confirmed.
   */
  readonly harmless?: true;
  /** Rule that made it; absent: the technician, or the default profile. */
  readonly rule?: string;
}
