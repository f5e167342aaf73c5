/** A job sheet to fill in: its headings, and a row for each machine there is. Pure. */

/** What is known of a machine already; null: nothing. */
export interface TemplateMachine {
  readonly mac: string;
  readonly serial: string | null;
  readonly name: string | null;
  readonly reserved: string | null;
  /** Name or id. */
  readonly profile: string | null;
  readonly note: string | null;
}

/** Headings that `columnOf` knows; further columns are variables. */
const HEADINGS = ['MAC', 'Serial', 'Name', 'Address', 'Profile', 'Note'] as const;

/** The table, its heading first. Read again unchanged it changes nothing. */
export function templateTable(machines: readonly TemplateMachine[]): (string | null)[][] {
  return [
    [...HEADINGS],
    ...machines.map(({ mac, serial, name, reserved, profile, note }) => [
      mac,
      serial,
      name,
      reserved,
      profile,
      note,
    ]),
  ];
}
