/**
 * The NFS door over one medium, as a process of its own: `nfs-door-process interface address medium`. Prints one line
 * of JSON, the warnings, when it is open, and one for each mount.
 */
import { openMedium } from '../../../core/media/open-medium.ts';
import { openNfsDoor } from '../../../core/service/nfs-door.ts';
import { imageExports } from '../../../core/tree/exports.ts';
import type { OpenImage } from '../../../core/tree/image-files.ts';
import { bytesFile } from '../../../core/tree/rendered.ts';

const [, , name = '', address = '', path = ''] = process.argv;
const { tree, source } = await openMedium(path);
const image: OpenImage = {
  id: 'medium',
  tree,
  source,
  stamp: '1',
  modified: Date.UTC(2026, 10, 20),
  overlay: new Map([['fieldboot/added', { kind: 'boot-file', path: 'fieldboot/added', name: 'added' }]]),
};
const exports = imageExports({
  ids: () => ['medium'],
  openImage: async (id) => (id === 'medium' ? image : undefined),
  realise: async ({ path: added }) => bytesFile(added, new TextEncoder().encode('added by the family\n')),
});
const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
const door = await openNfsDoor({
  interface: name,
  address,
  exports,
  onMount: say,
  trouble: ({ reason }) => process.stderr.write(`${reason}\n`),
});
say({ warnings: door.warnings });
process.on('SIGTERM', () => void door.close().then(() => process.exit(0)));
