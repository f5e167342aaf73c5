/** `machines`, `machine set`, `leases`, `assign`, `unassign`, `reinstall`, `local`, `events`, `decisions`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { DecisionView, EventView, MachineView } from '../../api/contract.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { followEvents } from '../follow.ts';
import { table } from '../output.ts';
import { collectFile, readSettings } from '../settings.ts';

/** The word that the policy may ask for. */
const CONFIRMED = ['--confirmed', 'its disks may be erased'] as const;

interface Confirmed {
  readonly confirmed?: boolean;
}

/** What a machine does now, or that it waits for a word. */
const unlessAsked = ({ mac, confirm }: MachineView, does: string): string =>
  confirm ? `${mac} waits until its disks may be erased: fieldboot confirm ${mac}` : `${mac} ${does}`;

export function machineCommands(): Command[] {
  const lastEvents = 1000;
  return [
    command('machines', 'machines seen').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('machines', {}), showMachines),
    ),
    new Command('machine')
      .description('give a machine settings of its own')
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .addCommand(setCommand()),
    command('leases', 'addresses given').action((options: CommonOptions) =>
      withEngine(
        options,
        ({ call }) => call('leases', {}),
        (leases) =>
          table(
            ['MAC', 'ADDRESS', 'STATE', 'UNTIL', 'NAME'],
            leases.map((one) => [one.mac, one.address, one.state, time(one.expiresAt), one.hostname]),
            'no leases',
          ),
      ),
    ),
    command('assign', 'choose what a machine boots')
      .argument('<mac>')
      .argument('<profile>')
      .option(...CONFIRMED)
      .action((mac: string, profile: string, { confirmed, ...options }: CommonOptions & Confirmed) =>
        withEngine(
          options,
          ({ call }) => call('assign', { mac, profile, ...(confirmed ? { confirmed } : {}) }),
          (one) => unlessAsked(one, `boots ${one.profile}`),
        ),
      ),
    command('unassign', 'take the assignment of a machine away')
      .argument('<mac>')
      .action((mac: string, options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('unassign', { mac }),
          (one) => `${one.mac} waits`,
        ),
      ),
    command('reinstall', 'install a machine again at its next network boot')
      .argument('<mac>')
      .option(...CONFIRMED)
      .action((mac: string, { confirmed, ...options }: CommonOptions & Confirmed) =>
        withEngine(
          options,
          ({ call }) => call('reinstall', { mac, ...(confirmed ? { confirmed } : {}) }),
          (one) => unlessAsked(one, `installs ${one.profile} again`),
        ),
      ),
    command('local', 'send a machine to its own disk until it is told to install or boot again')
      .argument('<mac>')
      .action((mac: string, options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('bootLocally', { mac }),
          (one) => `${one.mac} boots its own disk from its next network boot on`,
        ),
      ),
    command('events', 'what happened')
      .option('--mac <mac>')
      .option('--follow', 'go on with what happens')
      .action(async (options: CommonOptions & { mac?: string; follow?: boolean }) => {
        const of = options.mac ? { mac: options.mac } : {};
        const print = (event: EventView) =>
          process.stdout.write(`${options.json ? JSON.stringify(event) : showEvent(event)}\n`);
        if (options.follow) return followEvents(resolve(options.data), of, print);
        return withEngine(
          options,
          ({ call }) => call('events', { ...of, limit: lastEvents }),
          (events) => events.map(showEvent).join('\n'),
        );
      }),
    command('decisions', 'what was answered to the latest DHCP packets, and why; also why nothing was')
      .option('--mac <mac>')
      .option('--last <count>', 'so many of the newest', '200')
      .option('--packets', 'with the packets in words')
      .action((options: CommonOptions & { mac?: string; last: string; packets?: boolean }) =>
        withEngine(
          options,
          ({ call }) =>
            call('decisions', { limit: options.last, ...(options.mac ? { mac: options.mac } : {}) }),
          (all) => all.map((one) => showDecision(one, options.packets ?? false)).join('\n') || 'nothing yet',
        ),
      ),
  ];
}

function setCommand(): Command {
  return command('set', "settings of one machine, over its profile's; an empty value takes one back")
    .argument('<mac>')
    .argument('[key=value...]')
    .option('--set-file <key=file>', 'a setting of several lines, from a file', collectFile, {})
    .action((mac: string, pairs: string[], options: CommonOptions & { setFile: Record<string, string> }) =>
      withEngine(
        options,
        ({ call }) =>
          call('changeMachine', { mac, settings: { ...readSettings(pairs), ...options.setFile } }),
        (one) => `${one.mac} has ${Object.keys(one.settings).join(' ') || 'no settings of its own'}`,
      ),
    );
}

/**
 * `20:31:07 52:54:00:fb:00:01 ignored: it is on the deny list (52:54)`, or of an answer why it has this address, with the
 * first line of the packet, or all of it.
 */
function showDecision(one: DecisionView, whole: boolean): string {
  const { at, mac, decision, address, addressBecause, reason, packet } = one;
  const [headline = '', ...more] = packet.split('\n');
  const given = addressBecause === null ? null : `${address}, because ${addressBecause}`;
  const why = [given, reason].filter((part) => part !== null).join('; ');
  const first = `${time(at)} ${mac ?? '-'} ${decision}${why && `: ${why}`}`;
  return [first, `    ${headline}`, ...(whole ? more.map((line) => `    ${line}`) : [])].join('\n');
}

function showMachines(machines: MachineView[]): string {
  const percent = (one: MachineView) =>
    one.progress === null ? null : `${Math.round(one.progress * 100)} %`;
  const rows = machines.map((one) => [
    one.mac,
    one.name ?? one.hostname,
    one.product,
    one.serial,
    one.address,
    one.profile,
    one.state,
    percent(one),
  ]);
  return table(
    ['MAC', 'NAME', 'MODEL', 'SERIAL', 'ADDRESS', 'PROFILE', 'STATE', 'DONE'],
    rows,
    'no machines seen yet',
  );
}

function showEvent({ at, mac, kind, detail }: EventView): string {
  // A packet has many lines; --json has it whole.
  const facts = Object.entries(detail).flatMap(([name, value]) =>
    name === 'packet' ? [] : `${name}=${value}`,
  );
  return [time(at), (mac ?? '-').padEnd(17), kind.padEnd(10), ...facts].join('  ').trimEnd();
}

const time = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
