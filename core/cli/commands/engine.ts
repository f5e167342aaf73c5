/** `interfaces`, `serve`, `window`. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { table } from '../output.ts';
import type { RunOptions } from '../run-engine.ts';
import { type ModeOptions, modeRequest, withModeOptions } from './modes.ts';

export function engineCommands(): Command[] {
  const control = new Option('--control <host:port>', 'where the control API listens').default('127.0.0.1:0');
  return [
    command('interfaces', 'network interfaces of this laptop').action((options: CommonOptions) =>
      withEngine(
        options,
        ({ call }) => call('interfaces', {}),
        (list) =>
          table(
            ['NAME', 'MAC', 'ADDRESSES', 'LINK', 'MBIT/S', 'NOTE'],
            list.map((one) => [
              one.name,
              one.mac,
              one.addresses.join(' ') || 'none',
              one.link ? 'up' : 'down',
              one.speedMbps,
              [one.wireless && 'wireless', one.defaultRoute && 'default route'].filter(Boolean).join(', '),
            ]),
            'no network interfaces',
          ),
      ),
    ),
    command('preflight', 'look and listen on an interface, and say how to serve there')
      .requiredOption('--interface <name>')
      .option('--vlan <id>', 'on this VLAN of the interface, tagged', vlanId)
      .action((options: CommonOptions & { interface: string; vlan?: number }) =>
        withEngine(
          options,
          ({ call }) =>
            call('preflight', {
              interface: options.interface,
              ...(options.vlan ? { vlan: options.vlan } : {}),
            }),
          ({ proposal, checks }) =>
            [
              proposal.sentence,
              '',
              ...checks.flatMap(({ ok, sentence, advice }) =>
                ok ? [`  ok  ${sentence}`] : [`  !!  ${sentence}`, `      ${advice}`],
              ),
            ].join('\n'),
        ),
      ),
    withModeOptions(command('serve', 'serve on one interface, without a window'))
      .requiredOption('--interface <name>')
      .option('--address <cidr>', 'set this address for the time of serving when the interface has none')
      .option('--vlan <id>', 'serve on this VLAN of the interface, tagged', vlanId)
      .option('--range <first-last>', 'addresses to give; several with commas between')
      .option(
        '--default-profile <profile>',
        'what machines boot that nobody has chosen for; if it installs, it erases whatever asks',
      )
      .option('--ask-default', 'machines that get the default profile wait until they are confirmed')
      .option('--insist', 'also on a wireless or default-route interface, or beside another DHCP server')
      .addOption(
        new Option('--other-dhcp <policy>', 'when another DHCP server appears').choices([
          'warn',
          'proxy',
          'stop',
        ]),
      )
      .addOption(control)
      .action((options: ServeOptions) =>
        run({
          data: resolve(options.data),
          control: options.control,
          serve: {
            interface: options.interface,
            ...modeRequest(options),
            ...(options.address ? { address: options.address } : {}),
            ...(options.vlan ? { vlan: options.vlan } : {}),
            ...(options.range ? { range: options.range } : {}),
            ...(options.insist ? { insist: true } : {}),
            ...(options.otherDhcp ? { otherDhcp: options.otherDhcp } : {}),
            // Who names it on the command line has been told what it does.
            ...(options.defaultProfile
              ? { defaultProfile: options.defaultProfile, defaultConfirmed: !options.askDefault }
              : {}),
          },
        }),
      ),
    command('window', 'start the engine with its window; serving starts from there')
      .addOption(control)
      .option('--resume', 'go on serving what was served when the last engine was killed')
      .option(
        '--join',
        'when an engine runs on the data folder already, print its address and leave it at that',
      )
      .action(({ data, control, resume = false, join = false }: WindowOptions) =>
        run({ data: resolve(data), control, resume, join }),
      ),
  ];
}

/** Loaded when it is needed: no other command has an engine that stays. */
const run = async (options: RunOptions): Promise<void> =>
  (await import('../run-engine.ts')).runEngine(options);

function vlanId(text: string): number {
  const id = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id <= 4094) return id;
  throw new InvalidArgumentError('a number from 1 to 4094');
}

type WindowOptions = CommonOptions & { control: string; resume?: boolean; join?: boolean };

type ServeOptions = CommonOptions &
  ModeOptions & {
    interface: string;
    address?: string;
    vlan?: number;
    range?: string;
    defaultProfile?: string;
    askDefault?: boolean;
    insist?: boolean;
    otherDhcp?: 'warn' | 'proxy' | 'stop';
    control: string;
  };
