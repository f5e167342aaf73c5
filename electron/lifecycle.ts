/** The life of the desktop program: one at a time, sandboxed, told of second starts, ended in order. */
import { join } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';
import { dataArgument, isoArguments } from './arguments.ts';
import { Program } from './program.ts';
import { guardContents } from './window.ts';

const APP_ID = 'org.fieldboot.Fieldboot';

const startedWith = z.object({ isos: z.array(z.string()).max(100) });

/** Says everything that must be said before Electron is ready, then runs the program. */
export async function start(): Promise<void> {
  const data = dataArgument(process.argv, process.cwd());
  // On Windows and macOS the usual folder of the browser's state is the engine's data folder; they stay apart. Who names
  // another data folder has another program, which may run beside the usual one.
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', data ? join(data, 'window') : join(app.getPath('appData'), 'Fieldboot Window'));
  app.setAppUserModelId(APP_ID);
  app.enableSandbox();
  const isos = isoArguments(process.argv, process.cwd());
  if (!app.requestSingleInstanceLock({ isos })) return app.quit();

  let program: Program | null = null;
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, () => program?.origin() ?? null),
  );
  app.on('second-instance', (_event, _argv, _folder, given) => {
    const second = startedWith.safeParse(given);
    program?.secondStart(second.success ? second.data.isos : []);
  });
  app.on('before-quit', (event) => program?.beforeQuit(event));
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  program = new Program(data);
  // A terminal's Ctrl-C is meant; nobody may be there to answer a question.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void program?.leave({ ask: false }));
  program.run();
  program.importAll(isos);
}
