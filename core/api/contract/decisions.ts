/** The decision log: what was answered to every packet, and why. */
import { z } from 'zod';
import { ADDRESS_CHOICES } from '../../netboot/address-choice.ts';
import { mac, milliseconds, type Route } from './common.ts';

export const decisionSchema = z.object({
  id: z.number().int().describe('ascending while the engine runs'),
  at: milliseconds,
  mac: z.string().nullable().describe('null: the packet was none of a machine'),
  decision: z
    .enum([
      'discovered',
      'offered',
      'acked',
      'informed',
      'nak',
      'declined',
      'released',
      'conflict',
      'pool-exhausted',
      'ignored',
      'split-offers-ignored',
      'failed',
    ])
    .describe('ignored: nothing was answered; discovered: a question came, its answer follows'),
  address: z.string().nullable(),
  addressChoice: z.enum(ADDRESS_CHOICES).nullable().describe('why it was this address'),
  addressBecause: z.string().nullable().describe('the same as half a sentence'),
  file: z.string().nullable().describe('boot file that was told'),
  reason: z.string().nullable().describe('why: of silence, of a refusal, of a missing boot file'),
  stage: z.string().nullable().describe('which program of the machine asks: rom, ipxe, http-boot, os'),
  firmware: z.string().nullable(),
  packet: z.string().describe('the answer in words, or where there is none the question'),
});

export type DecisionView = z.infer<typeof decisionSchema>;

export const DECISION_ROUTES = {
  decisions: {
    method: 'GET',
    path: '/decisions',
    summary:
      'What was decided on the latest DHCP packets, silence included, oldest first; the newest 4096 are kept',
    query: z.object({
      mac: mac.optional(),
      after: z.coerce.number().int().optional().describe('only decisions with a greater id'),
      limit: z.coerce.number().int().min(1).max(4096).default(200),
    }),
    response: z.array(decisionSchema),
  },
} as const satisfies Record<string, Route>;
