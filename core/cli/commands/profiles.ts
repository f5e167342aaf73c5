/** `profiles`, `profile create`, `answers`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ProfileView } from '../../api/contract.ts';
import { FieldbootError } from '../../errors.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { table } from '../output.ts';

export function profileCommands(): Command[] {
  const collect = (pair: string, before: Record<string, string>) => ({ ...before, ...readSetting(pair) });
  const create = command('create', 'make a profile of an image')
    .requiredOption('--image <id>')
    .requiredOption('--name <name>')
    .option('--set <key=value>', 'a setting; may be repeated', collect, {})
    .option('--answers <file>', "a template of your own in place of the family's")
    .action(
      (
        options: CommonOptions & {
          image: string;
          name: string;
          set: Record<string, string>;
          answers?: string;
        },
      ) =>
        withEngine(
          options,
          ({ call }) => {
            const { image, name, set: settings, answers } = options;
            return call('createProfile', {
              image,
              name,
              settings,
              answers: answers ? readTemplate(answers) : null,
            });
          },
          (profile) => `made profile ${profile.id}`,
        ),
    );
  return [
    command('profiles', 'profiles').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('profiles', {}), showProfiles),
    ),
    new Command('profile')
      .description('make a profile')
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .addCommand(create),
    command('answers', 'what one machine would get from a profile, rendered')
      .argument('<profile>')
      .requiredOption('--mac <mac>')
      .action((id: string, options: CommonOptions & { mac: string }) =>
        withEngine(
          options,
          ({ call }) => call('answers', { id, mac: options.mac }),
          ({ text }) => text.trimEnd(),
        ),
      ),
  ];
}

function readSetting(pair: string): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1) throw new FieldbootError('BAD_REQUEST', { detail: `--set takes key=value, not "${pair}"` });
  return { [pair.slice(0, at)]: pair.slice(at + 1) };
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
