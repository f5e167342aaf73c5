/** What one machine boots, still loader-neutral: scripts/ turns it into an iPXE script, pxelinux.cfg, grub.cfg. */

/** Path on the boot tree, absolute: `/images/debian-13.7-amd64/tree/install.amd/vmlinuz`. */
export type BootPath = string;

/** What the chosen way of starting needs of a machine, and what the machine has. */
export interface Forecast {
  /** Short word: `http`, `nfs`. */
  readonly way: string;
  /** `by HTTP into memory`. */
  readonly title: string;
  /** Memory it needs, MiB. */
  readonly needsMiB: number;
  /** What the machine reported; null when it did not. */
  readonly hasMiB: number | null;
  /** Why this way, in one sentence. */
  readonly because: string;
}

export interface LinuxPlan {
  readonly kind: 'linux';
  /** Shown on the machine: `Debian 13.7 — web node`. */
  readonly title: string;
  readonly kernel: BootPath;
  /** In the order the kernel unpacks them. */
  readonly initrds: readonly BootPath[];
  /** Kernel arguments, one word each, unescaped. */
  readonly args: readonly string[];
  /** How it was chosen, where there was a choice or a need to be told. */
  readonly forecast?: Forecast;
}

/**
 * A program that the loader starts as it is, and that needs nothing else from it: memtest86+. The file is of the
 * machine's firmware; the family sees to that.
 */
export interface ProgramPlan {
  readonly kind: 'program';
  /** Shown on the machine. */
  readonly title: string;
  readonly program: BootPath;
  /** Its arguments, one word each, unescaped. */
  readonly args: readonly string[];
}

/** Nothing is assigned, or not yet its turn: show who you are and ask again. */
export interface WaitPlan {
  readonly kind: 'wait';
  /** Shown on the machine; absent: it waits for the technician to choose. */
  readonly sentence?: string;
}

/** Boot from the machine's own disk. */
export interface LocalPlan {
  readonly kind: 'local';
  /** Shown on the machine. */
  readonly title: string;
}

/** It should boot, but cannot: say it on the machine's screen and ask again. */
export interface BlockedPlan {
  readonly kind: 'blocked';
  readonly sentence: string;
}

/** What a family makes of one machine. */
export type MachinePlan = LinuxPlan | ProgramPlan | BlockedPlan;

/** The loader that runs cannot start what was chosen, another one can: the firmware is to be asked again. */
export interface RestartPlan {
  readonly kind: 'restart';
  /** Shown on the machine. */
  readonly sentence: string;
}

export type BootPlan = MachinePlan | WaitPlan | LocalPlan | RestartPlan;
