/** `inspect`, `import`, `images`. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImageView, Inspection } from '../../api/contract.ts';
import { type CommonOptions, command, withEngine } from '../command.ts';
import { errorText, fields, table } from '../output.ts';

export function mediaCommands(): Command[] {
  return [
    command('inspect', 'say what a medium is, without storing anything')
      .argument('<file>')
      .action((file: string, options: CommonOptions) =>
        withEngine(options, ({ call }) => call('inspect', { path: resolve(file) }), showInspection),
      ),
    command('import', 'import a medium where it lies')
      .argument('<file>')
      .option('--name <name>')
      .action((file: string, options: CommonOptions & { name?: string }) =>
        withEngine(
          options,
          ({ call }) =>
            call('importImage', { path: resolve(file), ...(options.name ? { name: options.name } : {}) }),
          (image) => `imported as ${image.id}\n${showInspection(image)}`,
        ),
      ),
    command('images', 'imported media').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('images', {}), showImages),
    ),
  ];
}

function showInspection(found: Inspection | ImageView): string {
  const { bios, uefi } = found.bootable;
  const facts = fields({
    family: found.family,
    name: found.name,
    version: found.version,
    arch: found.arch,
    files: found.files,
    bytes: found.bytes,
    boots: [bios && 'BIOS', uefi && 'UEFI'].filter(Boolean).join(', ') || 'not by itself',
    kernel: found.kernel,
    initrd: found.initrd.join(', '),
    read: `in ${found.elapsedMs} ms`,
    because: found.reason,
  });
  return [facts, ...found.warnings.map((one) => `warning ${errorText(one, false)}`)].join('\n');
}

function showImages(images: ImageView[]): string {
  const rows = images.map((one) => [
    one.id,
    one.name,
    one.arch,
    one.bytes,
    one.present ? one.path : `gone: ${one.path}`,
  ]);
  return table(['ID', 'NAME', 'ARCH', 'BYTES', 'FILE'], rows, 'no images; fieldboot import FILE.iso');
}
