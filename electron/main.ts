/** Entry of the desktop program. */
import { start } from './lifecycle.ts';

// Not awaited: Electron is ready only after this module has been loaded to its end.
void start();
