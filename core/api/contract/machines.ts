/** Machines: what is known of each, and what can be done with one. */
import { z } from 'zod';
import { MACHINE_STATES } from '../../progress/timeline.ts';
import { dhcp, milliseconds, nameText, nothing, ofMachine, type Route, settings } from './common.ts';

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
});

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
  machines: { method: 'GET', path: '/machines', summary: 'Machines seen', response: z.array(machineSchema) },
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
    body: z.object({ profile: z.string() }),
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
  leases: { method: 'GET', path: '/leases', summary: 'Addresses given', response: z.array(leaseSchema) },
} as const satisfies Record<string, Route>;
