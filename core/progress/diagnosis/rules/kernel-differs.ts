/** The installer's kernel and the medium's modules are of two kernels: judged when its script was handed out. */
import { type Case, type Diagnosis, note, stuck } from '../case.ts';
import { QUESTION } from '../patience.ts';
import { last } from '../story.ts';

export function kernelDiffers({ events, state, heard, now }: Case): Diagnosis | null {
  const script = last(events, 'script', 'finished')?.detail;
  if (script?.warns !== 'INSTALLER_KERNEL_DIFFERS') return null;
  if (state !== 'booting' && state !== 'installing') return null;
  const { abi = '', medium = '', name = '' } = script;
  // It fetches its answers and stops when it looks for its modules; one that goes on has found what it needs.
  const stands = state === 'installing' && now - heard > QUESTION;
  return (stands ? stuck : note)('INSTALLER_KERNEL_DIFFERS', { abi, medium, name });
}
