/** May a machine's disks be erased at once, or must somebody confirm it first? Pure. */

/**
 * `never`: whatever is assigned installs. `once-per-batch`: what the technician chooses is confirmed by choosing (the
 * window asks once, whatever the number of machines); what a rule or a job sheet chose waits, unless that was armed.
 * `per-machine`: every machine is confirmed by itself.
 */
export const CONFIRM_POLICIES = ['never', 'once-per-batch', 'per-machine'] as const;
export type ConfirmPolicy = (typeof CONFIRM_POLICIES)[number];

/** Who chose a profile for a machine. */
export type Chooser = 'technician' | 'rule' | 'sheet' | 'default';

export interface Choice {
  readonly by: Chooser;
  /** What the profile does erases disks. */
  readonly erases: boolean;
  /** What was said along with the choice: true, it is confirmed; false, it is not; absent: nothing. */
  readonly confirmed?: boolean | undefined;
}

/** Whether an assignment counts as confirmed. */
export function isConfirmed(policy: ConfirmPolicy, { by, erases, confirmed }: Choice): boolean {
  if (!erases || policy === 'never') return true;
  if (confirmed !== undefined) return confirmed;
  // The default profile was named when serving was started, for whatever is plugged in.
  return policy === 'once-per-batch' && (by === 'technician' || by === 'default');
}
