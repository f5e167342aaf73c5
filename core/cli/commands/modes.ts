/** What the modes of serving add: `external-config`, `rescue`, and the options of `serve`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ServeRequest, ServingMode } from '../../api/contract.ts';
import { RUNGS } from '../../netboot/loaders.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { dhcpOption } from './dhcp.ts';

/** Short words for the modes, beside the contract's own. */
const MODES: Readonly<Record<string, ServingMode>> = {
  full: 'full-dhcp',
  proxy: 'proxy-dhcp',
  'full-dhcp': 'full-dhcp',
  'proxy-dhcp': 'proxy-dhcp',
  external: 'external',
};

export interface ModeOptions {
  mode?: string;
  router?: string;
  dns?: string[];
  domain?: string;
  lease?: number;
  dhcp?: Record<string, string>;
  allow?: string[];
  deny?: string[];
  polite?: boolean;
  relayed?: NonNullable<ServeRequest['relayed']>;
  rarp?: boolean;
  rescue?: string;
  rescueAuto?: boolean;
  https?: boolean;
  ftp?: boolean;
  tftpOnePort?: boolean;
  menu?: boolean;
  menuProfile?: string[];
  menuPin?: string;
  menuSeconds?: number;
  loader?: NonNullable<ServeRequest['loader']>;
}

/** Adds the options to `serve`. */
export function withModeOptions(serve: Command): Command {
  return serve
    .addOption(
      new Option(
        '--mode <mode>',
        'full: give addresses; proxy: beside a server that does; external: TFTP and HTTP only',
      ).choices(Object.keys(MODES)),
    )
    .option('--router <address>', 'default router told to the machines')
    .option('--dns <addresses>', 'DNS servers told to the machines, with commas between', list)
    .option('--domain <name>', 'domain told to the machines')
    .option('--lease <seconds>', 'how long an address is given for', seconds)
    .addOption(dhcpOption('told to every machine by DHCP'))
    .option('--allow <mac>', 'answer only this MAC, or MACs that begin so; may be repeated', more)
    .option('--deny <mac>', 'never answer this MAC, or MACs that begin so; may be repeated', more)
    .option('--polite', 'leave machines with an address of another network to other DHCP servers')
    .option(
      '--relayed <subnet=first-last[,router]>',
      'addresses for a network behind a relay; may be repeated',
      moreRelayed,
    )
    .option('--rarp', 'answer RARP for machines with a reserved address or a lease')
    .option('--rescue <first-last>', 'with --mode proxy: addresses for machines that ignore split offers')
    .option('--rescue-auto', 'give them without being asked')
    .option('--menu', 'whoever stands at a machine that waits may choose there, installations too')
    .option('--menu-profile <profile>', 'offered in it; may be repeated; default: every profile', more)
    .option('--menu-pin <digits>', 'asked for before every choice')
    .option('--menu-seconds <seconds>', 'without a key, the menu is left after so long', seconds)
    .addOption(
      new Option('--loader <loader>', 'loader to try first on every machine that has it').choices(RUNGS),
    )
    .option('--tftp-one-port', 'all TFTP transfers on port 69 itself, for strict firewalls; slower')
    .option('--ftp', 'open a read-only FTP door too (port 21), for installers that know nothing else')
    .option(
      '--https',
      'open the HTTPS door too (port 8443); machines must trust the site, see `fieldboot ca`',
    );
}

/** The options as fields of a request. */
export function modeRequest(options: ModeOptions): Partial<ServeRequest> {
  const { mode, router, dns, domain, lease, dhcp, allow, deny, relayed, rescue } = options;
  const given = {
    mode: mode === undefined ? undefined : MODES[mode],
    router,
    dns,
    domain,
    leaseSeconds: lease,
    dhcp,
    allow,
    deny,
    authoritative: options.polite ? false : undefined,
    relayed,
    rarp: options.rarp,
    rescueRange: rescue,
    https: options.https,
    ftp: options.ftp,
    loader: options.loader,
    menu: menuOf(options),
    tftpOnePort: options.tftpOnePort,
    rescuePolicy: options.rescueAuto ? ('auto' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One word of the menu means that there is to be one. */
function menuOf(options: ModeOptions): ServeRequest['menu'] {
  const { menu, menuProfile: profiles, menuPin: pin, menuSeconds } = options;
  const given = Object.entries({ profiles, pin, seconds: menuSeconds }).filter(
    ([, one]) => one !== undefined,
  );
  return menu || given.length > 0 ? Object.fromEntries(given) : undefined;
}

export function modeCommands(): Command[] {
  return [
    command('external-config', 'lines for somebody else’s DHCP server that send machines to this laptop')
      .requiredOption('--interface <name>')
      .option('--address <cidr>', 'address of this laptop there, when the interface has none yet')
      .option('--for <server>', 'only for one: isc, kea, dnsmasq, windows, mikrotik, cisco')
      .action((options: CommonOptions & { interface: string; address?: string; for?: string }) =>
        withEngine(
          options,
          async ({ call }) => {
            const { interface: name, address } = options;
            const all = await call('externalConfig', { interface: name, ...(address ? { address } : {}) });
            return options.for ? all.filter(({ server }) => server === options.for) : all;
          },
          (all) => all.map(({ title, where, text }) => `--- ${title}: ${where}\n${text}`).join('\n'),
        ),
      ),
    command('ca', 'the certificate authority of this site, for machines that are to trust its HTTPS').action(
      (options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('siteCa', {}),
          ({ path, fingerprint, notAfter, url }) =>
            [
              `certificate: ${path}`,
              `SHA-256:     ${fingerprint}`,
              `valid until: ${new Date(notAfter).toISOString().slice(0, 10)}`,
              `fetch from:  ${url ?? 'nowhere, while Fieldboot does not serve'}`,
            ].join('\n'),
        ),
    ),
    command('rescue', 'beside another DHCP server: machines that ignore split offers, and help for one')
      .argument('[mac]', 'let this machine have a complete lease')
      .option(
        '--range <first-last>',
        'of these addresses; default: the --rescue range, or a few at the end of the network',
      )
      .option('--undo', 'leave it to the other server again')
      .action((mac: string | undefined, options: CommonOptions & { undo?: boolean; range?: string }) =>
        withEngine(
          options,
          ({ call }) => {
            if (mac === undefined) return call('rescue', {});
            if (options.undo) return call('endRescue', { mac });
            return call('allowRescue', { mac, ...(options.range ? { range: options.range } : {}) });
          },
          ({ stuck, allowed, range }) =>
            [
              `ignore split offers: ${stuck.join(' ') || 'none'}`,
              `may have a complete lease: ${allowed.join(' ') || 'none'}${range ? `, of ${range}` : ''}`,
            ].join('\n'),
        ),
      ),
  ];
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim());
const more = (text: string, before: string[] = []): string[] => [...before, ...list(text)];

function seconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a number of seconds');
}

function moreRelayed(text: string, before: NonNullable<ServeRequest['relayed']> = []) {
  const match = /^([\d./]+)=([\d.]+-[\d.]+)(?:,([\d.]+))?$/.exec(text);
  const [, subnet, range, router] = match ?? [];
  if (subnet === undefined || range === undefined)
    throw new InvalidArgumentError('for example 10.88.0.0/24=10.88.0.100-10.88.0.199,10.88.0.1');
  return [...before, { subnet, range, ...(router ? { router } : {}) }];
}
