/**
 * The engine as a utility process: the `fieldboot` program itself, and a way to end it in order.
 *
 * `kill()` ends a utility process of Windows at once, with the address and firewall still as serving had set them;
 * the goodbye is therefore a message, which becomes the signal the engine knows.
 */
import type {} from 'electron';
import { runCommandLine } from '../core/cli/program.ts';

process.parentPort?.on('message', ({ data }) => {
  if (data !== 'stop') return;
  // Before the engine listens for the signal there is nothing to undo.
  if (!process.emit('SIGTERM')) process.exit(0);
});

// The words begin with the command, wherever Electron's own arguments end.
const code = await runCommandLine(process.argv.slice(process.argv.indexOf('window')));
// A utility process stays until it is told to leave; what was printed goes out first.
process.stderr.write('', () => process.exit(code));
