/** Serving: the request, the state, and what other servers must be told. */
import { z } from 'zod';
import { RUNGS } from '../../netboot/loaders.ts';
import { dhcp, milliseconds, ofMachine, problemSchema, type Route, vlanId } from './common.ts';
import { otherServerSchema, SERVING_MODES } from './interfaces.ts';

export const servingSchema = z.object({
  interface: z.string(),
  address: z.string().describe('IPv4 address it serves on'),
  prefix: z.number().int(),
  range: z
    .object({ first: z.string(), last: z.string() })
    .describe('addresses given, the first range of them; 0.0.0.0 to 0.0.0.0 where none are'),
  ranges: z
    .array(z.object({ first: z.string(), last: z.string() }))
    .optional()
    .describe('every range of addresses given, the first to be used first'),
  httpPort: z.number().int(),
  httpsPort: z.number().int().optional().describe('absent when the HTTPS door was not asked for'),
  ftp: z.boolean().optional().describe('the FTP door is open'),
  mode: z.enum(SERVING_MODES),
  since: milliseconds,
  addressSetByUs: z.boolean(),
  defaultProfile: z.string().nullable(),
  defaultConfirmed: z
    .boolean()
    .optional()
    .describe('what the default profile erases was confirmed when it was set; absent: it was not'),
});

export const statusSchema = z.object({
  version: z.string(),
  laptop: z.string().describe('name of this laptop, as the machines show it'),
  data: z.string().describe('data folder'),
  serving: servingSchema.nullable(),
  missing: z.array(problemSchema).describe('rights, boot files: what stands in the way of serving'),
  platform: z.string(),
  bytesServed: z.number().int().describe('by the boot doors since serving started'),
  leases: z.object({ used: z.number().int(), size: z.number().int() }).nullable(),
  stopped: problemSchema.nullable().describe('why serving ended by itself, until it is started again'),
  otherServers: z.array(otherServerSchema).default([]).describe('heard on the interface while serving'),
  warnings: z
    .array(problemSchema)
    .default([])
    .describe('doors that are not open, or not wholly; a range that is used up'),
});

export const siteCaSchema = z.object({
  path: z.string().describe('of the certificate, PEM, on this laptop'),
  fingerprint: z.string().describe('SHA-256 of the certificate, as openssl prints it'),
  notAfter: milliseconds,
  url: z.string().nullable().describe('where machines can fetch it while Fieldboot serves'),
});

export const serveRequestSchema = z.object({
  interface: z.string(),
  address: z.string().optional().describe('CIDR to set for the time of serving when the interface has none'),
  vlan: vlanId
    .optional()
    .describe(
      'serve on this VLAN of the interface, tagged; made for the time of serving when it is not there',
    ),
  range: z
    .string()
    .optional()
    .describe('FIRST-LAST, or several with commas between, used one after the other'),
  defaultProfile: z
    .string()
    .optional()
    .describe('id or name, local-disk and inventory too: for machines that nobody has chosen for'),
  defaultConfirmed: z
    .boolean()
    .optional()
    .describe(
      'the disks of whatever machine asks may be erased by it; default: each waits until it is confirmed, as it does where the policy is per-machine',
    ),
  insist: z
    .boolean()
    .optional()
    .describe('serve on a wireless or default-route interface, or beside another DHCP server'),
  otherDhcp: z
    .enum(['warn', 'proxy', 'stop'])
    .optional()
    .describe(
      'what to do when another DHCP server appears; proxy: tell boot files only from then on; default: warn',
    ),
  mode: z.enum(SERVING_MODES).optional().describe('default: full-dhcp'),
  menu: z
    .object({
      profiles: z
        .array(z.string())
        .max(200)
        .optional()
        .describe('ids or names of the profiles offered; default: all'),
      pin: z
        .string()
        .regex(/^\d{4,12}$/, 'four to twelve digits')
        .optional()
        .describe('asked for before every choice'),
      seconds: z
        .number()
        .int()
        .min(3)
        .max(600)
        .optional()
        .describe('without a key, the machine goes back to waiting; default: 60'),
    })
    .optional()
    .describe('whoever stands at a machine that waits may open a menu and choose there; default: nobody may'),
  loader: z
    .enum(RUNGS)
    .optional()
    .describe(
      'loader to try first on every machine that has it; default: what worked on its like, else iPXE',
    ),
  tftpOnePort: z
    .boolean()
    .optional()
    .describe('all TFTP transfers on port 69 itself, for firewalls that let nothing else through; slower'),
  ftp: z
    .boolean()
    .optional()
    .describe('open the FTP door too, read-only, for installers that know nothing else'),
  https: z.boolean().optional().describe('open the HTTPS door too, with a certificate of the site'),
  router: z.ipv4().optional().describe('default router told to machines; default: none'),
  dns: z.array(z.ipv4()).max(8).optional(),
  domain: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, 'a domain such as rack.example')
    .optional(),
  leaseSeconds: z.number().int().min(60).max(31_536_000).optional().describe('default: 12 hours'),
  dhcp: dhcp.optional().describe('told to every machine; what its profile or itself says comes before it'),
  allow: z.array(z.string()).max(4096).optional().describe('only these MAC addresses, or beginnings of them'),
  deny: z.array(z.string()).max(4096).optional().describe('never these MAC addresses, or beginnings of them'),
  authoritative: z
    .boolean()
    .optional()
    .describe('refuse addresses of other networks (default), or leave them to other servers'),
  relayed: z
    .array(
      z.object({
        subnet: z.string().describe('network behind the relay, such as 10.88.0.0/24'),
        range: z.string().describe('FIRST-LAST'),
        router: z.ipv4().optional().describe('default: the relay'),
      }),
    )
    .max(64)
    .optional()
    .describe('networks behind relay agents, chosen by giaddr'),
  rarp: z
    .boolean()
    .optional()
    .describe('answer RARP (Linux, full DHCP) for machines with a reserved address or a lease'),
  rescueRange: z
    .string()
    .optional()
    .describe('FIRST-LAST, in proxy mode: for machines that ignore split offers'),
  rescuePolicy: z.enum(['ask', 'auto']).optional().describe('default: ask'),
});

export const rescueSchema = z.object({
  stuck: z.array(z.string()).describe('MACs of machines that ignore split offers and are not helped'),
  allowed: z.array(z.string()).describe('MACs that may have a complete lease of the rescue range'),
  range: z.string().nullable().describe('FIRST-LAST that such leases are of; null: nobody can have one yet'),
  suggested: z
    .string()
    .nullable()
    .describe('FIRST-LAST that allowing a machine lends where there is no range'),
});

export const externalConfigSchema = z.object({
  server: z.enum(['isc', 'kea', 'dnsmasq', 'windows', 'mikrotik', 'cisco']),
  title: z.string(),
  where: z.string().describe('where the lines go'),
  text: z.string(),
});

export type Serving = z.infer<typeof servingSchema>;
export type ServingMode = Serving['mode'];
export type Status = z.infer<typeof statusSchema>;
export type SiteCaView = z.infer<typeof siteCaSchema>;
export type ServeRequest = z.infer<typeof serveRequestSchema>;
export type RescueView = z.infer<typeof rescueSchema>;
export type ExternalConfigView = z.infer<typeof externalConfigSchema>;

export const SERVING_ROUTES = {
  status: { method: 'GET', path: '/status', summary: 'What the engine is doing', response: statusSchema },
  serve: {
    method: 'POST',
    path: '/serving',
    summary: 'Start serving on one interface',
    body: serveRequestSchema,
    response: statusSchema,
  },
  stop: {
    method: 'DELETE',
    path: '/serving',
    summary: 'Stop serving and undo what was set',
    response: statusSchema,
  },
  siteCa: {
    method: 'GET',
    path: '/site-ca',
    summary: 'The certificate authority of this site, which is made when it is asked for the first time',
    response: siteCaSchema,
  },
  rescue: {
    method: 'GET',
    path: '/rescue',
    summary: 'Machines that ignore split offers (proxy mode), and those that may have a complete lease',
    response: rescueSchema,
  },
  allowRescue: {
    method: 'PUT',
    path: '/rescue/:mac',
    summary:
      'Let a machine that ignores split offers have a complete lease of the rescue range; where there is none, of the range given or suggested',
    params: ofMachine,
    query: z.object({
      range: z.string().optional().describe('FIRST-LAST, also in place of the one there is'),
    }),
    response: rescueSchema,
  },
  endRescue: {
    method: 'DELETE',
    path: '/rescue/:mac',
    summary: 'Leave a machine to the other DHCP server again',
    params: ofMachine,
    response: rescueSchema,
  },
  externalConfig: {
    method: 'GET',
    path: '/external-config',
    summary: 'Lines for other DHCP servers that send machines to this laptop',
    query: z.object({
      interface: z.string(),
      address: z.string().optional().describe('CIDR, when the interface has none yet'),
    }),
    response: z.array(externalConfigSchema),
  },
} as const satisfies Record<string, Route>;
