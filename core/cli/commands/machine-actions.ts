/** `confirm`, `hold`, `release`, `skip`, `wake`, `forget`, `note`, `why`: one machine or many. */
import type { Command } from 'commander';
import type { MachineView } from '../../api/contract.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import type { Connection } from '../connect.ts';

type Action = 'confirm' | 'hold' | 'release' | 'skip';

export function machineActionCommands(): Command[] {
  return [
    action('confirm', 'their disks may be erased', 'may be erased'),
    action('hold', 'they boot nothing until they are let go', 'is held'),
    action('release', 'let held machines go on', 'goes on'),
    action('skip', 'their next network boot ends at their own disks, once', 'boots from its disk once'),
    each(
      'wake',
      'send a Wake-on-LAN packet on the interface that serves',
      async ({ call }, macs) => {
        await call('wake', { macs });
      },
      'was sent a wake-up packet',
    ),
    each(
      'forget',
      'forget machines, their assignments and leases',
      async ({ call }, macs) => {
        for (const mac of macs) await call('forgetMachine', { mac });
      },
      'is forgotten',
    ),
    command('note', 'write down something about a machine; without words the note is taken away')
      .argument('<mac>')
      .argument('[words...]')
      .action((mac: string, words: string[], options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('changeMachine', { mac, note: words.join(' ') || null }),
          (one) => `${one.mac}: ${one.note || 'no note'}`,
        ),
      ),
    command('why', 'what is the matter with the machines, and the next step')
      .argument('[macs...]')
      .action((macs: string[], options: CommonOptions) =>
        withEngine(
          options,
          async ({ call }) => {
            const all = await call('machines', {});
            return all.filter(({ mac, diagnosis }) => diagnosis && (macs.length === 0 || macs.includes(mac)));
          },
          showDiagnoses,
        ),
      ),
  ];
}

function action(name: Action, summary: string, done: string): Command {
  return each(name, summary, async ({ call }, macs) => void (await call(name, { macs })), done);
}

function each(
  name: string,
  summary: string,
  work: (connection: Connection, macs: string[]) => Promise<void>,
  done: string,
): Command {
  return command(name, summary)
    .argument('<macs...>')
    .action((macs: string[], options: CommonOptions) =>
      withEngine(
        options,
        async (connection) => {
          await work(connection, macs);
          return macs;
        },
        () => macs.map((mac) => `${mac} ${done}`).join('\n'),
      ),
    );
}

function showDiagnoses(machines: MachineView[]): string {
  if (machines.length === 0) return 'nothing is the matter with any machine';
  return machines
    .map(({ mac, name, hostname, diagnosis }) =>
      diagnosis === null
        ? ''
        : `${mac}  ${name ?? hostname}  ${diagnosis.level}  ${diagnosis.code}\n  ${diagnosis.sentence}\n  ${diagnosis.advice}`,
    )
    .join('\n');
}
