/** Which loader ran on which kind of machine: shown, and carried to a colleague's laptop. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { WorkedView } from '../../api/contract.ts';
import { FieldbootError } from '../../errors.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';

export function loaderCommands(): Command[] {
  return [
    command('loaders', 'which loader ran on which maker and model; it is tried first on the next of them')
      .option('--export <file>', 'write it into a file for another laptop')
      .option('--import <file>', 'add what another laptop has learnt')
      .action((options: CommonOptions & { export?: string; import?: string }) =>
        withEngine(
          options,
          async ({ call }) => {
            const worked =
              options.import === undefined
                ? await call('workedLoaders', {})
                : await call('learnLoaders', { worked: readWorked(options.import) });
            if (options.export !== undefined)
              writeFileSync(options.export, `${JSON.stringify(worked, null, 2)}\n`);
            return worked;
          },
          (worked) => worked.map(lineOf).join('\n') || 'nothing is known yet',
        ),
      ),
  ];
}

const lineOf = ({ rung, firmware, manufacturer, product, block }: WorkedView): string =>
  [rung, firmware, [manufacturer, product].filter(Boolean).join(' ') || `cards ${block}:…`].join('  ');

/** What a file has is judged by the engine. Throws BAD_REQUEST for one that is not there or not JSON. */
function readWorked(file: string): WorkedView[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as WorkedView[];
  } catch (cause) {
    throw new FieldbootError('BAD_REQUEST', { detail: `${file}: ${(cause as Error).message}` }, { cause });
  }
}
