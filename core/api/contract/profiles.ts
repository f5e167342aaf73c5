/** Profiles, and what machines would get from them. */
import { z } from 'zod';
import {
  dhcp,
  id,
  mac,
  milliseconds,
  nameText,
  nothing,
  problemSchema,
  type Route,
  settings,
} from './common.ts';

export const profileSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  settings: settings.describe('what was set; secrets are never shown'),
  defaults: settings.describe('what holds where nothing was set'),
  answers: z.string().nullable().describe("the technician's own template; null: the family's"),
  purpose: z
    .enum(['install', 'run'])
    .default('install')
    .describe('what it leads to: an installation, or a system that runs from the network at every boot'),
  warnings: z.array(problemSchema).describe('what should be known before using it'),
  dhcp: dhcp.optional(),
  createdAt: milliseconds,
  erases: z.boolean().optional().describe('it erases disks of the machines it is chosen for'),
});

export const findingSchema = z.object({
  line: z.number().int().nullable().describe('of the rendered file, from 1; null: of the whole'),
  level: z.enum(['error', 'warning', 'note']),
  problem: problemSchema,
});

export const previewSchema = z.object({
  hostname: z.string(),
  start: z
    .object({
      possible: z.boolean(),
      way: z.string().nullable(),
      needsMiB: z.number().nullable(),
      hasMiB: z.number().nullable().describe('null: the machine did not say'),
      because: z.string(),
    })
    .describe('how it would be started, with the memory that takes; or why it cannot be'),
  findings: z.array(findingSchema).describe('what belongs to no line'),
  files: z.array(
    z.object({
      name: z.string().describe('as the installer asks for it'),
      text: z.string().describe('rendered; secrets are hidden'),
      findings: z.array(findingSchema),
      difference: z
        .array(
          z.object({
            side: z.enum(['same', 'template', 'rendered']),
            text: z.string(),
            templateLine: z.number().int().nullable(),
            line: z.number().int().nullable(),
          }),
        )
        .describe('lines of the template and of the rendered file'),
    }),
  ),
  problem: problemSchema.nullable().describe('why nothing could be rendered'),
});

export const answersSchema = z.object({
  name: z.string(),
  text: z.string(),
  hostname: z.string(),
});

export type ProfileView = z.infer<typeof profileSchema>;
export type FindingView = z.infer<typeof findingSchema>;
export type PreviewView = z.infer<typeof previewSchema>;
export type Answers = z.infer<typeof answersSchema>;

export const PROFILE_ROUTES = {
  profiles: { method: 'GET', path: '/profiles', summary: 'Profiles', response: z.array(profileSchema) },
  createProfile: {
    method: 'POST',
    path: '/profiles',
    summary: 'Make a profile of an image',
    body: z.object({
      name: nameText.min(1),
      image: z.string(),
      settings: settings.default({}),
      answers: z.string().nullable().default(null),
      dhcp: dhcp.optional(),
    }),
    response: profileSchema,
  },
  changeProfile: {
    method: 'PATCH',
    path: '/profiles/:id',
    summary: 'Change name, settings (an empty value takes one back) or template',
    params: id,
    body: z.object({
      name: nameText.min(1).optional(),
      settings: settings.optional(),
      answers: z.string().nullable().optional(),
      dhcp: dhcp.optional().describe('an empty value takes an entry back'),
    }),
    response: profileSchema,
  },
  removeProfile: {
    method: 'DELETE',
    path: '/profiles/:id',
    summary: 'Remove a profile',
    params: id,
    response: nothing,
  },
  answers: {
    method: 'GET',
    path: '/profiles/:id/answers',
    summary: 'What one machine would get, rendered',
    params: id,
    query: z.object({ mac }),
    response: answersSchema,
  },
  preview: {
    method: 'POST',
    path: '/profiles/:id/preview',
    summary: 'What a machine would get, rendered and looked over, with changes that are not kept',
    params: id,
    body: z.object({
      mac: mac.optional().describe('default: a machine that nobody has seen'),
      settings: settings.optional(),
      answers: z.string().nullable().optional(),
    }),
    response: previewSchema,
  },
} as const satisfies Record<string, Route>;
