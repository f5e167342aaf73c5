import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of Fieldboot, from package.json. */
export const VERSION: string = (() => {
  try {
    const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return '0.0.0';
  }
})();
