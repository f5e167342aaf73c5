/** A job: what a technician does at one customer's site. Everything belongs to one. */

export interface Job {
  readonly id: string;
  readonly customer: string;
  readonly site: string;
  /** Day of the job, `2026-11-27`. */
  readonly date: string;
  readonly technician: string;
  /** Names for machines in the order they are switched on; used up from the front. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** null: open. */
  readonly closedAt: number | null;
}
