/** Machines: what is known of each, and what can be done with one. */
import { z } from 'zod';
import { DIAGNOSIS_LEVELS, NEXT_ACTIONS } from '../../progress/diagnosis/case.ts';
import { SHOWN_STATES } from '../../progress/shown-state.ts';
import { MACHINE_STATES } from '../../progress/timeline.ts';
import {
  dhcp,
  mac,
  milliseconds,
  nameText,
  nothing,
  ofMachine,
  problemSchema,
  type Route,
  settings,
} from './common.ts';
import { eventSchema } from './events.ts';

export const machineSchema = z.object({
  mac: z.string(),
  name: z.string().nullable(),
  hostname: z.string().describe('name it gets when it is installed'),
  address: z.string().nullable(),
  reserved: z.string().nullable().describe('address that is kept for it'),
  settings: settings.describe('its own settings, over those of its profile; secrets are never shown'),
  dhcp: dhcp.optional(),
  manufacturer: z.string().nullable(),
  product: z.string().nullable(),
  serial: z.string().nullable(),
  uuid: z.string().nullable(),
  memoryMiB: z.number().nullable(),
  cpu: z.string().nullable(),
  arch: z.string().nullable(),
  disks: z
    .array(z.object({ name: z.string(), bytes: z.number().int(), model: z.string(), serial: z.string() }))
    .describe('fixed disks, as an installer or the inventory reported them; empty: not known'),
  firmware: z.enum(['bios', 'uefi-x64', 'uefi-ia32', 'uefi-arm64', 'unknown']),
  profile: z.string().nullable().describe('id of the assigned profile'),
  state: z.enum(MACHINE_STATES),
  since: milliseconds.describe('when it entered this state'),
  progress: z.number().min(0).max(1).nullable().describe('null: not known'),
  stage: z.string().nullable().describe('last step seen, for example packages'),
  bytes: z.number().int().describe('served to it for this installation'),
  filesServed: z.number().int(),
  problem: z.string().nullable().describe('what is wrong, in one sentence'),
  firstSeen: milliseconds.describe('0: expected, but never seen'),
  lastSeen: milliseconds.describe('0: expected, but never seen'),
  shown: z
    .enum(SHOWN_STATES)
    .describe('the one word for it: its state, or what technician, queue, rules or time made of it'),
  vendor: z.string().nullable().describe('maker of its network card'),
  note: z.string().nullable().describe('the technician’s words about it'),
  held: z.boolean().describe('it boots nothing until it is let go'),
  skip: z.boolean().describe('its next network boot ends at its own disk'),
  confirm: z.boolean().describe('it waits until somebody confirms that its disks may be erased'),
  erases: z.boolean().nullable().describe('its profile erases disks; null: it has none'),
  rule: z.string().nullable().describe('rule that chose its profile'),
  diagnosis: problemSchema
    .extend({
      level: z
        .enum(DIAGNOSIS_LEVELS)
        .describe('stuck: it does not go on by itself; note: good to know; normal: it only looks wrong'),
      action: z.enum(NEXT_ACTIONS).nullable().describe('the next step as an action, where it is one'),
    })
    .nullable()
    .describe('what is the matter with it'),
  speed: z.number().int().describe('bytes per second served to it now'),
  secondsLeft: z
    .number()
    .int()
    .nullable()
    .describe('null: nothing is installed, or this profile was never installed to its end'),
  expected: z
    .object({ bytes: z.number().int(), files: z.number().int(), runs: z.number().int() })
    .nullable()
    .describe('what the last installations of its profile needed; null: there was none'),
  ahead: z.number().int().nullable().describe('machines before it in the queue; null: it does not queue'),
  lastLine: z.string().nullable().describe('last line of its installer’s log, sent by syslog'),
  lastEvent: eventSchema.nullable(),
  job: z.string().nullable().describe('id of the job it belongs to'),
});

const confirmed = z
  .boolean()
  .optional()
  .describe('its disks may be erased, or not yet; default: what the policy says');

/** Many machines at once. */
const macs = z.object({ macs: z.array(mac).min(1).max(1000) });

export const leaseSchema = z.object({
  mac: z.string(),
  address: z.string(),
  hostname: z.string().nullable(),
  state: z.enum(['offered', 'bound', 'declined']),
  expiresAt: milliseconds,
});

export type MachineView = z.infer<typeof machineSchema>;
export type LeaseView = z.infer<typeof leaseSchema>;

export const MACHINE_ROUTES = {
  machines: {
    method: 'GET',
    path: '/machines',
    summary: 'Machines seen',
    query: z.object({ job: z.string().optional().describe('only of this job') }),
    response: z.array(machineSchema),
  },
  changeMachine: {
    method: 'PATCH',
    path: '/machines/:mac',
    summary:
      'Name a machine, keep an address for it (null takes either away), give it settings or DHCP options of its own',
    params: ofMachine,
    body: z.object({
      name: nameText.max(63).nullable().optional(),
      reserved: z.ipv4().nullable().optional(),
      settings: settings.optional().describe('an empty value takes one back'),
      dhcp: dhcp.optional().describe('an empty value takes an entry back'),
      note: z.string().max(500).nullable().optional(),
    }),
    response: machineSchema,
  },
  forgetMachine: {
    method: 'DELETE',
    path: '/machines/:mac',
    summary: 'Forget a machine, its assignment and its lease',
    params: ofMachine,
    response: nothing,
  },
  assign: {
    method: 'PUT',
    path: '/machines/:mac/assignment',
    summary: 'Choose what a machine boots; it installs at its next network boot, or at once when it waits',
    params: ofMachine,
    body: z.object({
      profile: z.string().describe('id or name; local-disk and inventory need no image'),
      confirmed,
    }),
    response: machineSchema,
  },
  unassign: {
    method: 'DELETE',
    path: '/machines/:mac/assignment',
    summary: 'Take the assignment away; the machine waits',
    params: ofMachine,
    response: machineSchema,
  },
  reinstall: {
    method: 'POST',
    path: '/machines/:mac/reinstall',
    summary: 'Install again at the next network boot',
    params: ofMachine,
    body: z.object({ confirmed }),
    response: machineSchema,
  },
  bootLocally: {
    method: 'POST',
    path: '/machines/:mac/local',
    summary:
      'Boot from its own disk from the next network boot on, until it is told to boot its profile again',
    params: ofMachine,
    response: machineSchema,
  },
  assignAll: {
    method: 'POST',
    path: '/assignments',
    summary: 'Choose what many machines boot',
    body: macs.extend({
      profile: z.string(),
      confirmed: confirmed.describe(
        'their disks may be erased, or not yet; default: what the policy says. Per machine, it is not said of many at once',
      ),
    }),
    response: z.array(machineSchema),
  },
  unassignAll: {
    method: 'POST',
    path: '/unassignments',
    summary: 'Take the assignments of many machines away; they wait',
    body: macs,
    response: z.array(machineSchema),
  },
  reinstallAll: {
    method: 'POST',
    path: '/reinstalls',
    summary: 'Install many machines again at their next network boots',
    body: macs.extend({ confirmed }),
    response: z.array(machineSchema),
  },
  forgetAll: {
    method: 'POST',
    path: '/removals',
    summary: 'Forget many machines, their assignments and leases; can be taken back at once',
    body: macs,
    response: nothing,
  },
  confirm: {
    method: 'POST',
    path: '/confirmations',
    summary: 'The disks of these machines may be erased',
    body: macs,
    response: z.array(machineSchema),
  },
  hold: {
    method: 'POST',
    path: '/holds',
    summary: 'Hold machines: they boot nothing until they are let go; what installs is not disturbed',
    body: macs,
    response: z.array(machineSchema),
  },
  release: {
    method: 'POST',
    path: '/releases',
    summary: 'Let held machines go on',
    body: macs,
    response: z.array(machineSchema),
  },
  skip: {
    method: 'POST',
    path: '/skips',
    summary: 'The next network boot of these machines ends at their own disks, once',
    body: macs,
    response: z.array(machineSchema),
  },
  wake: {
    method: 'POST',
    path: '/wakes',
    summary: 'Send a Wake-on-LAN packet to each, on the interface that serves',
    body: macs,
    response: nothing,
  },
  leases: { method: 'GET', path: '/leases', summary: 'Addresses given', response: z.array(leaseSchema) },
} as const satisfies Record<string, Route>;
