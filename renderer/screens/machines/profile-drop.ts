/** Machines take a profile that is dropped on them; when one of the ticked ones is met, so do all that are ticked. */
import type { DragEvent } from 'react';
import { choose } from '../../state/assignment.ts';
import { holdsProfile, hoveredMachine, PROFILE_KIND } from '../../state/drag.ts';
import { meantBy } from '../../state/selection.ts';

/** For what holds the machines: each of them bears `data-mac`. */
export const profileDrop = {
  onDragOver(event: DragEvent) {
    if (!holdsProfile(event.dataTransfer)) return;
    const mac = macAt(event);
    hoveredMachine.set(mac);
    if (mac === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'link';
  },
  onDragLeave: () => hoveredMachine.set(null),
  onDrop(event: DragEvent) {
    hoveredMachine.set(null);
    const mac = macAt(event);
    const profile = event.dataTransfer.getData(PROFILE_KIND);
    if (mac === null || profile === '') return;
    event.preventDefault();
    choose(meantBy(mac), profile);
  },
};

const macAt = ({ target }: DragEvent): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-mac]')?.dataset.mac ?? null) : null;
