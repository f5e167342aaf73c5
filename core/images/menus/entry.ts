/** An entry of a medium's own boot menu that starts a Linux kernel. */

export interface MenuEntry {
  /** Made of the title: `live-system-amd64`; unique on its medium. The setting `entry` names it. */
  readonly id: string;
  /** As it stands in the menu, without the mark of its hot key. */
  readonly title: string;
  /** Path on the medium. */
  readonly kernel: string;
  /** Paths on the medium, in the order the kernel unpacks them. */
  readonly initrds: readonly string[];
  /** Kernel arguments, one word each, without those that name the RAM disk. */
  readonly args: readonly string[];
}
