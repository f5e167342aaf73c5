/** What holds for all machines, rules that choose for them, and what was done and can be taken back. */
import { z } from 'zod';
import { CONFIRM_POLICIES } from '../../images/arming.ts';
import { id, milliseconds, ofMachine, problemSchema, type Route } from './common.ts';

export const policySchema = z.object({
  paused: z.boolean().describe('no new installation is begun; machines wait in their loader'),
  most: z.number().int().min(1).max(1000).nullable().describe('installations at a time; null: no limit'),
  confirm: z
    .enum(CONFIRM_POLICIES)
    .describe(
      'never: what is assigned installs; once-per-batch: what a rule, a sheet or the default profile chose is confirmed; per-machine: every machine is, by itself',
    ),
  running: z.number().int().describe('machines that are being installed'),
  waiting: z.number().int().describe('machines that wait for their turn'),
});

export const selectorSchema = z.object({
  mac: z.string().optional().describe('beginning of the MAC: 52:54:00'),
  manufacturer: z.string().max(120).optional().describe('pattern with * and ?'),
  product: z.string().max(120).optional().describe('pattern with * and ?'),
  serial: z.string().max(120).optional().describe('pattern with * and ?'),
  uuid: z.string().max(64).optional().describe('pattern with * and ?'),
  arch: z.string().max(40).optional().describe('x86_64, arm64, or the firmware: bios, uefi-x64'),
  from: z.number().int().min(1).optional().describe('place in the order of arrival, from 1'),
  to: z.number().int().min(1).optional(),
});

export const ruleSchema = z.object({
  id: z.string(),
  selector: selectorSchema,
  profile: z.string(),
  armed: z
    .boolean()
    .describe('what it chooses is installed without being confirmed again, unless each machine must be'),
  createdAt: milliseconds,
});

export const judgedSchema = z.object({
  rule: ruleSchema,
  misses: z.string().nullable().describe('field that is not as asked; null: the rule matches'),
});

export const triedSchema = z.object({
  mac: z.string(),
  misses: z.string().nullable().describe('field that is not as asked; null: it matches'),
  before: z
    .string()
    .nullable()
    .describe('id of the rule that is asked before it and matches too; null: none is'),
  chosen: z.boolean().describe('the technician has chosen for the machine: no rule is asked'),
});

export const doneSchema = z.object({
  id: z.string(),
  at: milliseconds,
  kind: z.string(),
  macs: z.array(z.string()),
});

export const undoneSchema = z.object({
  done: doneSchema,
  restored: z.array(z.string()).describe('machines that are as before'),
  kept: z.array(z.object({ mac: z.string(), problem: problemSchema })).describe('machines left as they are'),
});

export type PolicyView = z.infer<typeof policySchema>;
export type SelectorView = z.infer<typeof selectorSchema>;
export type RuleView = z.infer<typeof ruleSchema>;
export type TriedView = z.infer<typeof triedSchema>;
export type DoneView = z.infer<typeof doneSchema>;
export type UndoneView = z.infer<typeof undoneSchema>;

export const POLICY_ROUTES = {
  policy: {
    method: 'GET',
    path: '/policy',
    summary: 'Whether new installations begin, how many at a time, what must be confirmed',
    response: policySchema,
  },
  changePolicy: {
    method: 'PATCH',
    path: '/policy',
    summary: 'Pause or resume, limit installations at a time, say what must be confirmed',
    body: policySchema.pick({ paused: true, most: true, confirm: true }).partial(),
    response: policySchema,
  },
  rules: {
    method: 'GET',
    path: '/rules',
    summary: 'Rules, in the order they are asked',
    response: z.array(ruleSchema),
  },
  addRule: {
    method: 'POST',
    path: '/rules',
    summary: 'Add a rule for machines nobody has chosen for',
    body: z.object({
      selector: selectorSchema,
      profile: z.string(),
      armed: z.boolean().default(false),
    }),
    response: ruleSchema,
  },
  removeRule: {
    method: 'DELETE',
    path: '/rules/:id',
    summary: 'Remove a rule; machines keep what it chose',
    params: id,
    response: ruleSchema,
  },
  tryRule: {
    method: 'POST',
    path: '/rules/trial',
    summary: 'Which of the machines that are known a rule would match that is not made yet',
    body: z.object({ selector: selectorSchema }),
    response: z.array(triedSchema),
  },
  testRules: {
    method: 'GET',
    path: '/machines/:mac/rules',
    summary: 'Every rule in the order it is asked for this machine, and what keeps it from matching',
    params: ofMachine,
    response: z.array(judgedSchema),
  },
  done: {
    method: 'GET',
    path: '/done',
    summary: 'What was done to machines and can be taken back, latest first',
    response: z.array(doneSchema),
  },
  undo: {
    method: 'POST',
    path: '/undo',
    summary: 'Take the latest action back, or the one named',
    body: z.object({ id: z.string().optional() }),
    response: undoneSchema,
  },
} as const satisfies Record<string, Route>;
