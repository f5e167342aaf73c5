/** `dhcp`: what DHCP tells the machines of a profile, or one machine; and the option that says so elsewhere. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ApiClient } from '../../api/client.ts';
import { FieldbootError } from '../../errors.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';

type Texts = Record<string, string>;

interface DhcpCommandOptions extends CommonOptions {
  machine?: string;
  profile?: string;
}

/** `--dhcp 42=10.0.0.1`, which may be repeated. */
export function dhcpOption(what: string): Option {
  return new Option(
    '--dhcp <option=value>',
    `${what}: router=10.0.0.1, 150=ip:10.0.0.9; may be repeated`,
  ).argParser((text: string, before: Texts = {}) => ({ ...before, ...readPair(text) }));
}

export function dhcpCommands(): Command[] {
  return [
    command('dhcp', 'what DHCP tells a machine or the machines of a profile; with OPTION=VALUE says it')
      .argument('[option=value...]', 'an empty value takes one back, "none" what is said more generally')
      .option('--machine <mac>')
      .option('--profile <profile>')
      .action((pairs: string[], options: DhcpCommandOptions) =>
        withEngine(
          options,
          ({ call }) => tell(call, options, Object.assign({}, ...pairs.map(readPair))),
          show,
        ),
      ),
  ];
}

async function tell(call: ApiClient, { machine, profile }: DhcpCommandOptions, dhcp: Texts): Promise<Texts> {
  if ((machine === undefined) === (profile === undefined))
    throw new FieldbootError('BAD_REQUEST', {
      detail: 'name one machine (--machine) or one profile (--profile)',
    });
  if (machine !== undefined) return (await call('changeMachine', { mac: machine, dhcp })).dhcp ?? {};
  return (await call('changeProfile', { id: profile ?? '', dhcp })).dhcp ?? {};
}

const show = (texts: Texts): string =>
  Object.entries(texts)
    .map(([name, text]) => `${name}=${text}`)
    .join('\n') || 'nothing of its own';

function readPair(text: string): Texts {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('for example router=10.0.0.1');
  return { [text.slice(0, at)]: text.slice(at + 1) };
}
