/** Loaders: which of them ran on which kind of machine. */
import { z } from 'zod';
import { RUNGS } from '../../netboot/loaders.ts';
import { milliseconds, type Route } from './common.ts';

export const workedSchema = z.object({
  manufacturer: z.string().max(120).nullable(),
  product: z.string().max(120).nullable(),
  firmware: z.enum(['bios', 'uefi-x64', 'uefi-ia32', 'uefi-arm64', 'unknown']),
  block: z
    .string()
    .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){2}$/, 'three bytes of a MAC address')
    .describe('first three bytes of its MAC'),
  rung: z.enum(RUNGS).describe('the loader that ran'),
  at: milliseconds,
});

export type WorkedView = z.infer<typeof workedSchema>;

export const LOADER_ROUTES = {
  workedLoaders: {
    method: 'GET',
    path: '/loaders/worked',
    summary:
      'Which loader ran on which maker and model, the newest first; it is tried first on the next of them',
    response: z.array(workedSchema),
  },
  learnLoaders: {
    method: 'POST',
    path: '/loaders/worked',
    summary: 'Add what another laptop has learnt; what this one knows of the same machines holds',
    body: z.object({ worked: z.array(workedSchema).max(500) }),
    response: z.array(workedSchema),
  },
} as const satisfies Record<string, Route>;
