/** One look-alike medium, as data; what its first process does is a function of init.sh. */

/** What stands for the real kernel and for the RAM disk of this medium. */
export const KERNEL = '\u0000kernel';
export const INITRD = '\u0000initrd';

/** What an installer's own first process does; a function of init.sh. */
export type Installer =
  | 'anaconda'
  | 'casper'
  | 'linuxrc'
  | 'agama'
  | 'liveboot'
  | 'archiso'
  | 'dmsquash'
  | 'nothing';

export interface Layout {
  /** Short name: `rhel-9.4-dvd`. */
  readonly name: string;
  readonly label: string;
  readonly installer: Installer;
  readonly files: Readonly<Record<string, string>>;
  /** What detection must find. */
  readonly expected: {
    readonly family: string;
    readonly name: string;
    readonly version: string;
    readonly arch: string;
  };
}

/** The UUID that a casper medium and its RAM disk share. */
export const CASPER_UUID = '0f2c3b1e-2d4a-4c77-9a3e-5b6f7a8c9d01';

/** Filling that differs from file to file, so that a wrong one is noticed. */
export const filled = (what: string): string => `${what}\n`.repeat(2000);
export const repodata = (what: string): string => `<?xml version="1.0"?>\n<repomd>${what}</repomd>\n`;
