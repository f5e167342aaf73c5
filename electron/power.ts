/** Keeps the laptop awake while it serves: a laptop that falls asleep stops every installation. */
import { powerSaveBlocker } from 'electron';

export interface KeepAwake {
  /** Called with every news of the engine; does something only when it changes. */
  update(serving: boolean): void;
}

/** The screen may go dark; the system may not sleep. */
export function createKeepAwake(): KeepAwake {
  let blocker: number | null = null;
  return {
    update(serving) {
      if (serving && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
      if (!serving && blocker !== null) {
        powerSaveBlocker.stop(blocker);
        blocker = null;
      }
    },
  };
}
