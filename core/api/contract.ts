/**
 * The control API: every value that crosses a process boundary, and every call, in one place.
 *
 * The window, the command line and scripts all speak this over HTTP on loopback. Shapes stay stable: fields may be
 * added, none is renamed or removed. No `node:` import: the window uses this file as it is.
 */
import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';

export { HIDDEN } from '../images/hidden.ts';

import { EVENT_KINDS } from '../progress/events.ts';
import { MACHINE_STATES } from '../progress/timeline.ts';

const milliseconds = z.number().int().describe('milliseconds since 1970');
const mac = z
  .string()
  .transform((text) => text.toLowerCase().replaceAll('-', ':'))
  .pipe(z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/, 'a MAC address such as 52:54:00:12:34:56'));

/** Names stand in lines of kickstarts, scripts and tables: none of them may end a line. */
const nameText = z
  .string()
  .max(80)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'a name without line breaks and control characters');

export const problemSchema = z.object({
  code: z.enum(ERROR_CODES),
  sentence: z.string(),
  advice: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

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

export const inspectionSchema = z.object({
  family: z.string(),
  name: z.string(),
  version: z.string(),
  arch: z.string(),
  files: z.number().int(),
  bytes: z.number().int(),
  elapsedMs: z.number(),
  bootable: z.object({ bios: z.boolean(), uefi: z.boolean() }),
  kernel: z.string().nullable(),
  initrd: z.array(z.string()),
  warnings: z.array(problemSchema),
  reason: z.string().describe('why this family was chosen'),
  considered: z
    .array(z.object({ family: z.string(), reason: z.string() }))
    .default([])
    .describe('other families with a mark on the medium, and why it is not theirs'),
});

export const imageSchema = inspectionSchema.extend({
  id: z.string(),
  path: z.string(),
  importedAt: milliseconds,
  present: z.boolean().describe('false when the file is not where it was'),
  verification: z
    .object({
      state: z.enum(['waiting', 'running', 'good', 'bad', 'unknown', 'cancelled', 'failed']),
      against: z.array(z.string()).describe('lists of sums it is checked against'),
      bytesDone: z.number().int(),
      bytesTotal: z.number().int(),
      problem: problemSchema.nullable(),
    })
    .nullable()
    .describe('check against its sums, under way or ended; null: never checked'),
  copying: z
    .object({ bytesDone: z.number().int(), bytesTotal: z.number().int() })
    .nullable()
    .describe('copy into the library that is under way'),
});

const settings = z.record(z.string(), z.string());

const dhcp = z
  .record(z.string(), z.string())
  .describe('DHCP options by name (router, dns, ntp, next-server, …) or number, such as 150 = ip:10.0.0.1');

export const profileSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  settings: settings.describe('what was set; secrets are never shown'),
  defaults: settings.describe('what holds where nothing was set'),
  answers: z.string().nullable().describe("the technician's own template; null: the family's"),
  warnings: z.array(problemSchema).describe('what should be known before using it'),
  dhcp: dhcp.optional(),
  createdAt: milliseconds,
});

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

export const eventSchema = z.object({
  id: z.number().int(),
  at: milliseconds,
  mac: z.string().nullable(),
  kind: z.enum(EVENT_KINDS),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** Whether Fieldboot gives addresses, only boot files beside a server that does, or nothing that server does not name. */
export const SERVING_MODES = ['full-dhcp', 'proxy-dhcp', 'external'] as const;

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
});

export const otherServerSchema = z.object({
  address: z.string(),
  mac: z.string().nullable(),
  vendor: z.string().nullable().describe('maker of its network card, or what kind of server it seems to be'),
  kind: z.enum(['dhcp', 'pxe']).describe('dhcp: gives addresses; pxe: only tells boot files'),
  seenAt: milliseconds,
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
  vlan: z
    .number()
    .int()
    .min(1)
    .max(4094)
    .optional()
    .describe(
      'serve on this VLAN of the interface, tagged; made for the time of serving when it is not there',
    ),
  range: z
    .string()
    .optional()
    .describe('FIRST-LAST, or several with commas between, used one after the other'),
  defaultProfile: z.string().optional(),
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
});

export const externalConfigSchema = z.object({
  server: z.enum(['isc', 'kea', 'dnsmasq', 'windows', 'mikrotik', 'cisco']),
  title: z.string(),
  where: z.string().describe('where the lines go'),
  text: z.string(),
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

export const folderSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), directory: z.boolean(), bytes: z.number().int() }),
  ),
});

export const findingSchema = z.object({
  line: z.number().int().nullable().describe('of the rendered file, from 1; null: of the whole'),
  level: z.enum(['error', 'warning', 'note']),
  problem: problemSchema,
});

export const previewSchema = z.object({
  hostname: z.string(),
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

export type ProblemView = z.infer<typeof problemSchema>;
export type NetworkInterface = z.infer<typeof interfaceSchema>;
export type Inspection = z.infer<typeof inspectionSchema>;
export type ImageView = z.infer<typeof imageSchema>;
export type ProfileView = z.infer<typeof profileSchema>;
export type MachineView = z.infer<typeof machineSchema>;
export type LeaseView = z.infer<typeof leaseSchema>;
export type EventView = z.infer<typeof eventSchema>;
export type Serving = z.infer<typeof servingSchema>;
export type Status = z.infer<typeof statusSchema>;
export type ServingMode = Serving['mode'];
export type RescueView = z.infer<typeof rescueSchema>;
export type ExternalConfigView = z.infer<typeof externalConfigSchema>;
export type SiteCaView = z.infer<typeof siteCaSchema>;
export type ServeRequest = z.infer<typeof serveRequestSchema>;
export type Folder = z.infer<typeof folderSchema>;
export type OtherServer = z.infer<typeof otherServerSchema>;
export type PreflightView = z.infer<typeof preflightSchema>;
export type Answers = z.infer<typeof answersSchema>;
export type FindingView = z.infer<typeof findingSchema>;
export type PreviewView = z.infer<typeof previewSchema>;

/** One call of the API. `path` has `:name` places; `params` names them, `query` and `body` are optional. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly response: z.ZodType;
}

const id = z.object({ id: z.string() });
const ofMachine = z.object({ mac });
const nothing = z.object({});

/** Every call but two: `POST /images/upload` (raw bytes) and the event stream, which are described beside them. */
export const ROUTES = {
  status: { method: 'GET', path: '/status', summary: 'What the engine is doing', response: statusSchema },
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
    query: z.object({ interface: z.string() }),
    response: preflightSchema,
  },
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
    summary: 'Let a machine that ignores split offers have a complete lease of the rescue range',
    params: ofMachine,
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
  inspect: {
    method: 'POST',
    path: '/inspect',
    summary: 'Say what a medium is, without storing anything',
    body: z.object({ path: z.string() }),
    response: inspectionSchema,
  },
  images: { method: 'GET', path: '/images', summary: 'Imported media', response: z.array(imageSchema) },
  importImage: {
    method: 'POST',
    path: '/images',
    summary: 'Import a medium where it lies',
    body: z.object({ path: z.string(), name: nameText.min(1).optional() }),
    response: imageSchema,
  },
  removeImage: {
    method: 'DELETE',
    path: '/images/:id',
    summary: 'Forget an image; its file stays',
    params: id,
    response: nothing,
  },
  verifyImage: {
    method: 'POST',
    path: '/images/:id/verification',
    summary: 'Check a medium against the sums beside it and on it, in the background',
    params: id,
    response: imageSchema,
  },
  cancelVerification: {
    method: 'DELETE',
    path: '/images/:id/verification',
    summary: 'End the check of a medium',
    params: id,
    response: imageSchema,
  },
  copyImage: {
    method: 'POST',
    path: '/images/:id/copy',
    summary: 'Copy a medium into the library, in the background; goes on where it was broken off',
    params: id,
    response: imageSchema,
  },
  cancelCopy: {
    method: 'DELETE',
    path: '/images/:id/copy',
    summary: 'End a copy into the library; what was copied stays for the next one',
    params: id,
    response: imageSchema,
  },
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
  leases: { method: 'GET', path: '/leases', summary: 'Addresses given', response: z.array(leaseSchema) },
  events: {
    method: 'GET',
    path: '/events',
    summary: 'Events, oldest first; with Accept: text/event-stream they are followed',
    query: z.object({
      mac: mac.optional(),
      after: z.coerce.number().int().optional().describe('only events with a greater id'),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    }),
    response: z.array(eventSchema),
  },
  folder: {
    method: 'GET',
    path: '/folder',
    summary: 'Folders and .iso files on this laptop, to pick a medium by path',
    query: z.object({ path: z.string().optional() }),
    response: folderSchema,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
type RouteOf<N extends RouteName> = (typeof ROUTES)[N];
type Part<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  RouteOf<N> extends Record<K, z.ZodType> ? z.input<RouteOf<N>[K]> : unknown;

/** Everything a call takes, flat: path places, query and body together. */
export type Input<N extends RouteName> = Part<N, 'params'> & Part<N, 'query'> & Part<N, 'body'>;
/** The same after the schemas have filled in defaults and normalised MACs: what a handler gets. */
export type Parsed<N extends RouteName> = ParsedPart<N, 'params'> &
  ParsedPart<N, 'query'> &
  ParsedPart<N, 'body'>;
type ParsedPart<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  RouteOf<N> extends Record<K, z.ZodType> ? z.output<RouteOf<N>[K]> : unknown;
export type Output<N extends RouteName> = z.output<RouteOf<N>['response']>;

/** Prefix of every path. */
export const API_PREFIX = '/api/v1';

/**
 * The event stream: `GET /api/v1/events` with `Accept: text/event-stream` (and `token=` in the query where no header can be set).
 * Messages: `event: event` with an EventView, and `event: changed` with `{"what": "machines"|"images"|"profiles"|"status"}`
 * whenever a list should be read again. `Last-Event-ID` (or `after=`) continues after a lost connection.
 */
export const changedSchema = z.object({ what: z.enum(['machines', 'images', 'profiles', 'status']) });
export type Changed = z.infer<typeof changedSchema>;

/**
 * `POST /api/v1/images/upload?name=FILE.iso` with the file as the body (application/octet-stream): for browsers, which know no paths.
 * The file goes to the library in the data folder and is imported. Answers like importImage.
 */
export const UPLOAD_PATH = `${API_PREFIX}/images/upload`;
