/** Where the parts of the program lie: in the source tree, or in the packed program. */
import { join } from 'node:path';

export interface Locations {
  /** Bundled engine, the utility process's script. */
  readonly engine: string;
  readonly preload: string;
  /** Folders the engine is told of, in its environment's names. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * `root` holds `dist` (in the packed program it is the asar archive); boot files are large and read by range, so the
 * packed program has them beside the archive.
 */
export function locate(root: string, packed: { readonly resources: string } | null): Locations {
  return {
    engine: join(root, 'dist/engine/engine.js'),
    preload: join(root, 'dist/electron/preload.cjs'),
    environment: {
      FIELDBOOT_WINDOW: join(root, 'dist/renderer'),
      FIELDBOOT_TEMPLATES: join(root, 'resources/answers'),
      FIELDBOOT_BOOTFILES: packed ? join(packed.resources, 'bootfiles') : join(root, '.cache/bootfiles'),
    },
  };
}
