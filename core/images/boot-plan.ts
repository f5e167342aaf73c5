/** What one machine boots, still loader-neutral: scripts/ turns it into an iPXE script, pxelinux.cfg, grub.cfg. */

/** Path on the boot tree, absolute: `/images/debian-13.7-amd64/tree/install.amd/vmlinuz`. */
export type BootPath = string;

export interface LinuxPlan {
  readonly kind: 'linux';
  /** Shown on the machine: `Debian 13.7 — web node`. */
  readonly title: string;
  readonly kernel: BootPath;
  /** In the order the kernel unpacks them. */
  readonly initrds: readonly BootPath[];
  /** Kernel arguments, one word each, unescaped. */
  readonly args: readonly string[];
}

/** Nothing is assigned: show who you are and ask again. */
export interface WaitPlan {
  readonly kind: 'wait';
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

export type BootPlan = LinuxPlan | WaitPlan | LocalPlan | BlockedPlan;
