/** What every command is made of: its options, and a connection to an engine for its work. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Connection, connect } from './connect.ts';

export interface CommonOptions {
  data: string;
  json?: boolean;
}

/** Where state and library lie when --data is not given. */
function defaultData(): string {
  const { FIELDBOOT_DATA, XDG_DATA_HOME, APPDATA } = process.env;
  if (FIELDBOOT_DATA) return FIELDBOOT_DATA;
  if (process.platform === 'win32') return join(APPDATA ?? homedir(), 'Fieldboot');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Fieldboot');
  return join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'fieldboot');
}

/** A command with the options every command takes. */
export function command(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .option('--data <folder>', 'state and library', defaultData())
    .option('--json', 'print JSON')
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}

/** Runs `work` with a connection and prints its result, as JSON or as `show` says. */
export async function withEngine<T>(
  options: CommonOptions,
  work: (connection: Connection) => Promise<T>,
  show: (result: T) => string,
): Promise<void> {
  const connection = await connect(resolve(options.data));
  try {
    const result = await work(connection);
    process.stdout.write(`${options.json ? JSON.stringify(result) : show(result)}\n`);
  } finally {
    await connection.close();
  }
}
