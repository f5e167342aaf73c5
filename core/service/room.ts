/** Room for large files on the disk of the library. Leases and events are kept on the same disk, as a rule. */
import { FieldbootError } from '../errors.ts';
import { freeBytes } from '../host/volumes.ts';

/** Bytes that stay free. */
export const SPARE = 256 << 20;

export type FreeBytes = (folder: string) => Promise<number>;

/** Rejects with DISK_FULL when `bytes` more in a folder would leave too little. */
export async function assertRoom(
  folder: string,
  bytes: number,
  what: string,
  free: FreeBytes = freeBytes,
): Promise<void> {
  if ((await free(folder)) < bytes + SPARE) throw new FieldbootError('DISK_FULL', { what });
}
