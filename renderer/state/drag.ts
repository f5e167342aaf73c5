/** What is dragged by the mouse inside the window: a profile from the shelf to machines, a unit of the rack. */
import { cell } from './cell.ts';

/** Kind of what is dragged, for the browser; files have kinds of their own. */
export const PROFILE_KIND = 'application/x-fieldboot-profile';

/** Kind of a unit of the rack on its way to another place. */
export const UNIT_KIND = 'application/x-fieldboot-unit';

/** MAC of the machine that a profile hovers over; null: none. */
export const hoveredMachine = cell<string | null>(null);

export const holdsProfile = (transfer: DataTransfer): boolean => transfer.types.includes(PROFILE_KIND);
