/** `policy`, `pause`, `resume`, `rule …`, `done`, `undo`: what holds for all machines, and what can be taken back. */
import { Command } from 'commander';
import type { PolicyView, RuleView, SelectorView, TriedView } from '../../api/contract.ts';
import { FieldbootError } from '../../errors.ts';
import { CONFIRM_POLICIES, type ConfirmPolicy } from '../../images/arming.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { table } from '../output.ts';

interface PolicyOptions extends CommonOptions {
  most?: string;
  confirm?: ConfirmPolicy;
}

export function policyCommands(): Command[] {
  return [
    command('policy', 'installations at a time, and what must be confirmed')
      .option('--most <number>', 'installations at a time; none: as many as there are')
      .option('--confirm <when>', CONFIRM_POLICIES.join(', '))
      .action(({ most, confirm, ...options }: PolicyOptions) =>
        withEngine(
          options,
          ({ call }) =>
            most === undefined && confirm === undefined
              ? call('policy', {})
              : call('changePolicy', {
                  ...(most === undefined ? {} : { most: readMost(most) }),
                  ...(confirm === undefined ? {} : { confirm }),
                }),
          showPolicy,
        ),
      ),
    command('pause', 'begin no new installation; machines wait in their loaders').action(
      (options: CommonOptions) =>
        withEngine(options, ({ call }) => call('changePolicy', { paused: true }), showPolicy),
    ),
    command('resume', 'go on with new installations').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('changePolicy', { paused: false }), showPolicy),
    ),
    new Command('rule')
      .description('which profile machines get that nobody has chosen for')
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .addCommand(addCommand())
      .addCommand(listCommand())
      .addCommand(removeCommand())
      .addCommand(tryCommand())
      .addCommand(testCommand()),
    command('done', 'what was done to machines and can be taken back').action((options: CommonOptions) =>
      withEngine(
        options,
        ({ call }) => call('done', {}),
        (done) =>
          table(
            ['ID', 'WHEN', 'WHAT', 'MACHINES'],
            done.map(({ id, at, kind, macs }) => [id, new Date(at).toISOString(), kind, macs.join(' ')]),
            'nothing was done yet',
          ),
      ),
    ),
    command('undo', 'take the latest action back, or the one named')
      .argument('[id]')
      .action((id: string | undefined, options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('undo', id === undefined ? {} : { id }),
          ({ done, restored, kept }) =>
            [
              `${done.kind} taken back: ${restored.join(' ')}`,
              ...kept.map(({ mac, problem }) => `${mac}: ${problem.sentence}`),
            ].join('\n'),
        ),
      ),
  ];
}

function readMost(text: string): number | null {
  if (text === 'none') return null;
  const most = Number(text);
  if (!Number.isInteger(most)) throw new FieldbootError('BAD_REQUEST', { detail: `"${text}" is no number` });
  return most;
}

function showPolicy({ paused, most, confirm, running, waiting }: PolicyView): string {
  return [
    paused ? 'paused: no new installation is begun' : 'new installations begin',
    `at a time: ${most ?? 'as many as there are'} (${running} running, ${waiting} waiting)`,
    `confirm: ${confirm}`,
  ].join('\n');
}

interface RuleOptions
  extends CommonOptions,
    Pick<SelectorView, 'mac' | 'manufacturer' | 'product' | 'serial' | 'uuid' | 'arch'> {
  from?: string;
  to?: string;
  armed?: boolean;
}

const withSelector = (asking: Command): Command =>
  asking
    .option('--mac <beginning>')
    .option('--manufacturer <pattern>')
    .option('--product <pattern>')
    .option('--serial <pattern>')
    .option('--uuid <pattern>')
    .option('--arch <name>', 'x86_64, arm64, or bios, uefi-x64, …')
    .option('--from <place>', 'place in the order of arrival, from 1')
    .option('--to <place>');

function readRule({ data, json, armed = false, from, to, ...texts }: RuleOptions) {
  const places = { ...(from ? { from: Number(from) } : {}), ...(to ? { to: Number(to) } : {}) };
  return { common: { data, ...(json ? { json } : {}) }, armed, selector: { ...texts, ...places } };
}

function addCommand(): Command {
  return withSelector(command('add', 'add a rule; patterns have * and ?').argument('<profile>'))
    .option('--armed', 'what it chooses may erase disks without being confirmed again')
    .action((profile: string, given: RuleOptions) => {
      const { common, armed, selector } = readRule(given);
      return withEngine(common, ({ call }) => call('addRule', { profile, armed, selector }), showRule);
    });
}

function tryCommand(): Command {
  return withSelector(command('try', 'which machines a rule would match, without making it')).action(
    (given: RuleOptions) => {
      const { common, selector } = readRule(given);
      return withEngine(
        common,
        ({ call }) => call('tryRule', { selector }),
        (tried) => tried.map(showTried).join('\n') || 'no machines',
      );
    },
  );
}

function showTried({ mac, misses, before, chosen }: TriedView): string {
  if (misses !== null) return `${mac}  not by ${misses}`;
  const why = chosen ? ', but you have chosen for it' : before === null ? '' : `, but ${before} goes first`;
  return `${mac}  matches${why}`;
}

function listCommand(): Command {
  return command('list', 'rules').action((options: CommonOptions) =>
    withEngine(
      options,
      ({ call }) => call('rules', {}),
      (rules) => rules.map(showRule).join('\n') || 'no rules',
    ),
  );
}

function removeCommand(): Command {
  return command('remove', 'remove a rule; machines keep what it chose')
    .argument('<id>')
    .action((id: string, options: CommonOptions) =>
      withEngine(options, ({ call }) => call('removeRule', { id }), showRule),
    );
}

function testCommand(): Command {
  return command('test', 'which rule a machine falls under, and why not the others')
    .argument('<mac>')
    .action((mac: string, options: CommonOptions) =>
      withEngine(
        options,
        ({ call }) => call('testRules', { mac }),
        (judged) =>
          judged
            .map(
              ({ rule, misses }) => `${showRule(rule)}  ${misses === null ? 'matches' : `not by ${misses}`}`,
            )
            .join('\n') || 'no rules',
      ),
    );
}

function showRule({ id, selector, profile, armed }: RuleView): string {
  const asked = Object.entries(selector).map(([name, value]) => `${name}=${value}`);
  return [id, ...asked, '->', profile, ...(armed ? ['armed'] : [])].join(' ');
}
