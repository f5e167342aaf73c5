/** Kernel and RAM disks were fetched and nothing came after them: too little memory, no driver, a kernel that died. */
import { type Case, type Diagnosis, stuck } from '../case.ts';
import { KERNEL, seconds, TIMES_USUAL } from '../patience.ts';
import { last } from '../story.ts';

export function kernelSilent(seen: Case): Diagnosis | null {
  const { events, state, installs, heard, now, memoryMiB, needsMiB, usual } = seen;
  const fetched = last(events, 'kernel', 'initrd');
  if (!installs || state !== 'booting' || fetched === undefined) return null;
  const silent = now - Math.max(fetched.at, heard);
  const patience = Math.max(KERNEL, TIMES_USUAL * (usual.toAnswers ?? 0));
  if (silent <= patience) return null;
  const params = { seconds: seconds(silent) };
  return memoryMiB !== null && needsMiB !== null && memoryMiB < needsMiB
    ? stuck('STUCK_KERNEL_MEMORY', { ...params, memory: memoryMiB })
    : stuck('STUCK_KERNEL_SILENT', params);
}
