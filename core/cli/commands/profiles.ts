/** `profiles`, `profile create`, `profile set`, `answers`, `lint`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { FindingView, PreviewView, ProfileView } from '../../api/contract.ts';
import { FieldbootError } from '../../errors.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { table } from '../output.ts';
import { collectFile, collectSetting, readSettings } from '../settings.ts';
import { dhcpOption } from './dhcp.ts';

interface SettingOptions extends CommonOptions {
  readonly set: Record<string, string>;
  readonly setFile: Record<string, string>;
  readonly answers?: string;
  readonly dhcp?: Record<string, string>;
}

export function profileCommands(): Command[] {
  return [
    command('profiles', 'profiles').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('profiles', {}), showProfiles),
    ),
    new Command('profile')
      .description('make a profile, or change one')
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .addCommand(createCommand())
      .addCommand(setCommand()),
    command('answers', 'what one machine would get from a profile, rendered; secrets are hidden')
      .argument('<profile>')
      .requiredOption('--mac <mac>')
      .action((id: string, options: CommonOptions & { mac: string }) =>
        withEngine(
          options,
          ({ call }) => call('answers', { id, mac: options.mac }),
          ({ text }) => text.trimEnd(),
        ),
      ),
    command('lint', 'look over what a profile gives to a machine, before it is used')
      .argument('<profile>')
      .option('--mac <mac>', 'default: a machine that nobody has seen')
      .action((id: string, options: CommonOptions & { mac?: string }) =>
        withEngine(
          options,
          ({ call }) => call('preview', { id, ...(options.mac ? { mac: options.mac } : {}) }),
          showFindings,
        ),
      ),
  ];
}

const withSettings = (one: Command): Command =>
  one
    .option('--set <key=value>', 'a setting; may be repeated', collectSetting, {})
    .option('--set-file <key=file>', 'a setting of several lines, from a file', collectFile, {})
    .option('--answers <file>', "a template of your own in place of the family's")
    .addOption(dhcpOption('told to its machines by DHCP'));

function createCommand(): Command {
  return withSettings(command('create', 'make a profile of an image'))
    .requiredOption('--image <id>')
    .requiredOption('--name <name>')
    .action((options: SettingOptions & { image: string; name: string }) =>
      withEngine(
        options,
        ({ call }) => {
          const { image, name, set, setFile, answers, dhcp } = options;
          const settings = { ...set, ...setFile };
          return call('createProfile', {
            image,
            name,
            settings,
            answers: answers ? readTemplate(answers) : null,
            ...(dhcp ? { dhcp } : {}),
          });
        },
        (profile) => `made profile ${profile.id}`,
      ),
    );
}

function setCommand(): Command {
  return withSettings(command('set', 'change settings of a profile; an empty value takes one back'))
    .argument('<profile>')
    .argument('[key=value...]')
    .option('--own-answers <yes|no>', "no: back to the family's template")
    .action((id: string, pairs: string[], options: SettingOptions & { ownAnswers?: string }) =>
      withEngine(
        options,
        ({ call }) => {
          const { set, setFile, answers, ownAnswers, dhcp } = options;
          const template = answers
            ? { answers: readTemplate(answers) }
            : ownAnswers === 'no'
              ? { answers: null }
              : {};
          return call('changeProfile', {
            id,
            settings: { ...readSettings(pairs), ...set, ...setFile },
            ...template,
            ...(dhcp ? { dhcp } : {}),
          });
        },
        (profile) => `changed profile ${profile.id}`,
      ),
    );
}

function readTemplate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FieldbootError('FILE_UNREADABLE', { path: file, detail: (cause as Error).message }, { cause });
  }
}

function showProfiles(profiles: ProfileView[]): string {
  const rows = profiles.map((one) => [one.id, one.name, one.image, Object.keys(one.settings).join(' ')]);
  return table(
    ['ID', 'NAME', 'IMAGE', 'SET'],
    rows,
    'no profiles; fieldboot profile create --image ID --name NAME',
  );
}

/** One finding a line, as compilers write them, with the advice below. */
function showFindings({ start, files, findings, problem }: PreviewView): string {
  const lines = [
    ...(start.possible ? [] : [`error: It cannot be started. ${start.because}`]),
    ...(problem === null ? [] : [`error: ${problem.sentence}`, `  ${problem.advice}`]),
    ...findings.flatMap((one) => showFinding('', one)),
    ...files.flatMap((file) => file.findings.flatMap((one) => showFinding(file.name, one))),
  ];
  const way = start.possible && start.way !== null ? [`starts ${start.way}: ${start.because}`] : [];
  if (lines.length > 0) return [...way, ...lines].join('\n');
  return [...way, `nothing found in ${files.map(({ name }) => name).join(', ') || 'nothing'}`].join('\n');
}

function showFinding(file: string, { line, level, problem }: FindingView): string[] {
  const place = [file, line].filter((part) => part !== '' && part !== null).join(':');
  return [`${place}${place ? ': ' : ''}${level}: ${problem.sentence}`, `  ${problem.advice}`];
}
