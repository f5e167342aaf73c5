/** May a machine's disks be erased at once, or must somebody confirm it first? Pure. */

/**
 * `never`: whatever is assigned installs. `once-per-batch`: what the technician chooses is confirmed by choosing (the
 * window asks once, whatever the number of machines); what a rule, a job sheet or the default profile chose waits, unless
 * it was said beforehand that it may erase. `per-machine`: every machine is confirmed by itself, whoever chose for it.
 */
export const CONFIRM_POLICIES = ['never', 'once-per-batch', 'per-machine'] as const;
export type ConfirmPolicy = (typeof CONFIRM_POLICIES)[number];

/** Who chose a profile for a machine; `bystander`: somebody who stands at it, and showed no PIN. */
export type Chooser = 'technician' | 'bystander' | 'rule' | 'sheet' | 'default';

export interface Choice {
  readonly by: Chooser;
  /** What the profile does erases disks. */
  readonly erases: boolean;
  /** What was said along with the choice: true, it is confirmed; false, it is not; absent: nothing. */
  readonly confirmed?: boolean | undefined;
  /** How many machines the choice was made for; default 1. */
  readonly machines?: number;
}

/**
 * Whether an assignment counts as confirmed. Under `per-machine` only the technician's word about one machine does: what
 * was said for a batch, a rule, a sheet or the default profile was said before anybody had looked at the machine.
 */
export function isConfirmed(policy: ConfirmPolicy, { by, erases, confirmed, machines = 1 }: Choice): boolean {
  if (!erases || policy === 'never') return true;
  if (policy === 'per-machine') return confirmed === true && by === 'technician' && machines === 1;
  return confirmed ?? by === 'technician';
}
