/** The interfaces of this laptop, and what a look at the network behind one finds. */
import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';
import { milliseconds, problemSchema, type Route, vlanId } from './common.ts';

export const interfaceSchema = z.object({
  name: z.string(),
  mac: z.string(),
  addresses: z.array(z.string()).describe('IPv4 addresses in CIDR form'),
  link: z.boolean(),
  speedMbps: z.number().nullable(),
  wireless: z.boolean(),
  defaultRoute: z.boolean(),
  virtual: z.boolean(),
});

/** Whether Fieldboot gives addresses, only boot files beside a server that does, or nothing that server does not name. */
export const SERVING_MODES = ['full-dhcp', 'proxy-dhcp', 'external'] as const;

export const otherServerSchema = z.object({
  address: z.string(),
  mac: z.string().nullable(),
  vendor: z.string().nullable().describe('maker of its network card, or what kind of server it seems to be'),
  kind: z.enum(['dhcp', 'pxe']).describe('dhcp: gives addresses; pxe: only tells boot files'),
  bootFile: z.string().nullable().optional().describe('that it names, in competition with ours'),
  seenAt: milliseconds,
});

export const preflightSchema = z.object({
  interface: z.string(),
  proposal: z.object({
    mode: z.enum(['full-dhcp', 'proxy-dhcp', 'do-not-start']),
    because: problemSchema.nullable().describe('null: nothing speaks against full DHCP'),
    sentence: z.string(),
    insist: z.boolean().describe('the technician may insist on serving'),
  }),
  checks: z.array(
    z.object({
      id: z.enum(['interface', 'link', 'address', 'doors', 'other-servers']),
      ok: z.boolean(),
      code: z.enum(ERROR_CODES).nullable(),
      sentence: z.string(),
      advice: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  servers: z.array(
    otherServerSchema.extend({
      offered: z.string().nullable(),
      router: z.string().nullable(),
      bootFile: z.string().nullable(),
    }),
  ),
  listenedMs: z.number().int(),
});

export type NetworkInterface = z.infer<typeof interfaceSchema>;
export type OtherServer = z.infer<typeof otherServerSchema>;
export type PreflightView = z.infer<typeof preflightSchema>;

export const INTERFACE_ROUTES = {
  interfaces: {
    method: 'GET',
    path: '/interfaces',
    summary: 'Network interfaces of this laptop',
    response: z.array(interfaceSchema),
  },
  preflight: {
    method: 'GET',
    path: '/preflight',
    summary: 'Look and listen on an interface, some seconds long, and propose how to serve there',
    query: z.object({
      interface: z.string(),
      vlan: z.coerce
        .number()
        .pipe(vlanId)
        .optional()
        .describe('this VLAN of the interface, tagged; made while it is listened to when it is not there'),
    }),
    response: preflightSchema,
  },
} as const satisfies Record<string, Route>;
