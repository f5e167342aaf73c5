/** What the parts of the contract share: small schemas, the form of a problem and of a call. */
import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';

export const milliseconds = z.number().int().describe('milliseconds since 1970');

/** Number of a VLAN (IEEE 802.1Q). */
export const vlanId = z.number().int().min(1).max(4094);

export const mac = z
  .string()
  .transform((text) => text.toLowerCase().replaceAll('-', ':'))
  .pipe(z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/, 'a MAC address such as 52:54:00:12:34:56'));

/** Names stand in lines of kickstarts, scripts and tables: none of them may end a line. */
export const nameText = z
  .string()
  .max(80)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'a name without line breaks and control characters');

export const settings = z.record(z.string(), z.string());

export const dhcp = z
  .record(z.string(), z.string())
  .describe('DHCP options by name (router, dns, ntp, next-server, …) or number, such as 150 = ip:10.0.0.1');

export const problemSchema = z.object({
  code: z.enum(ERROR_CODES),
  sentence: z.string(),
  advice: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type ProblemView = z.infer<typeof problemSchema>;

/** One call of the API. `path` has `:name` places; `params` names them, `query` and `body` are optional. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Largest body in bytes; absent: a mebibyte. */
  readonly bodyBytes?: number;
  readonly response: z.ZodType;
}

export const id = z.object({ id: z.string() });
export const ofMachine = z.object({ mac });
export const nothing = z.object({});
