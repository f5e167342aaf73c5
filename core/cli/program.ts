/** The `fieldboot` program: its commands, and how its errors are told. */
import { Command, CommanderError } from 'commander';
import { FieldbootError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { dhcpCommands } from './commands/dhcp.ts';
import { engineCommands } from './commands/engine.ts';
import { jobCommands } from './commands/jobs.ts';
import { loaderCommands } from './commands/loaders.ts';
import { machineActionCommands } from './commands/machine-actions.ts';
import { machineCommands } from './commands/machines.ts';
import { mediaCommands } from './commands/media.ts';
import { modeCommands } from './commands/modes.ts';
import { policyCommands } from './commands/policy.ts';
import { profileCommands } from './commands/profiles.ts';
import { errorText, problemOf } from './output.ts';

/**
 * Threads that Node reads files with: its own number, 4, is used up by one disk that does not answer, and nothing would be
 * read from the others. Told before the first of them starts.
 */
const FILE_THREADS = '16';

/** Runs one command line; resolves to the exit code. Errors are printed, never thrown. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  process.env.UV_THREADPOOL_SIZE ??= FILE_THREADS;
  const json = words.includes('--json');
  try {
    await buildProgram().parseAsync([...words], { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    process.stderr.write(`${errorText(problemOf(usageError(thrown)), json)}\n`);
    return 1;
  }
}

/** What commander refuses, in the form of every other error. */
function usageError(thrown: unknown): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  const detail = thrown.message.replace(/^error: /, '') || 'no command was given; see fieldboot --help';
  return new FieldbootError('BAD_REQUEST', { detail }, { cause: thrown });
}

function buildProgram(): Command {
  const program = new Command('fieldboot')
    .description(
      'Turns this laptop into the network-install server for what is on the other end of the cable.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const one of [
    ...mediaCommands(),
    ...profileCommands(),
    ...machineCommands(),
    ...machineActionCommands(),
    ...policyCommands(),
    ...jobCommands(),
    ...engineCommands(),
    ...modeCommands(),
    ...dhcpCommands(),
    ...loaderCommands(),
  ])
    program.addCommand(one);
  return program;
}
