/** One way to do anything with machines: what erases or breaks off is proposed first, the rest is done at once. */

import { useDoing } from './doing.ts';
import type { Deed } from './machine-deeds.ts';
import { proposal } from './selection.ts';

export function useDeed(): (deed: Deed, macs: readonly string[]) => void {
  const doing = useDoing();
  return (deed, macs) => {
    switch (deed) {
      case 'confirm':
      case 'reinstall':
      case 'unassign':
      case 'forget':
        proposal.set({ kind: deed, macs });
        return;
      default:
        doing({ kind: deed, macs });
    }
  };
}
