/** `inspect`, `import`, `verify`, `copy`, `join`, `images`. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ApiError } from '../../api/client.ts';
import type { ImageView, Inspection } from '../../api/contract.ts';
import { ERROR_CODES, FieldbootError } from '../../errors.ts';
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
    command(
      'verify',
      'check a medium against the sums beside it and on it; Ctrl-C leaves it going in the engine',
    )
      .argument('<image>')
      .option('--cancel', 'end the check that is under way')
      .action((id: string, options: CommonOptions & { cancel?: boolean }) =>
        withEngine(
          options,
          ({ call }) => (options.cancel ? call('cancelVerification', { id }) : verified(call, id)),
          showVerification,
        ),
      ),
    command('copy', 'copy a medium into the library; Ctrl-C leaves it going in the engine')
      .argument('<image>')
      .option('--cancel', 'end the copy that is under way; the next one goes on there')
      .action((id: string, options: CommonOptions & { cancel?: boolean }) =>
        withEngine(
          options,
          ({ call }) => (options.cancel ? call('cancelCopy', { id }) : copied(call, id)),
          (image) => (image.copying ? 'the copy goes on' : `${image.id} lies at ${image.path}`),
        ),
      ),
    command(
      'join',
      'give the installer of an image the packages of others too: further media of its set, extensions',
    )
      .argument('<image>')
      .argument('[others...]', 'in the place of those before; none takes them away')
      .action((id: string, images: string[], options: CommonOptions) =>
        withEngine(
          options,
          ({ call }) => call('joinImages', { id, images }),
          ({ joined }) => (joined.length > 0 ? `${id} with ${joined.join(', ')}` : `${id} alone`),
        ),
      ),
    command('images', 'imported media').action((options: CommonOptions) =>
      withEngine(options, ({ call }) => call('images', {}), showImages),
    ),
  ];
}

type Call = Parameters<Parameters<typeof withEngine>[1]>[0]['call'];

/** How often it is asked how far something is, in milliseconds. */
const ASK_MS = 500;

/** Rejects when the medium is bad, could not be read, or nothing vouches for it: who asks wants to know that it is good. */
async function verified(call: Call, id: string): Promise<ImageView> {
  const begun = await call('verifyImage', { id });
  const image = await until(call, begun, ({ verification }) => {
    const state = verification?.state ?? 'unknown';
    return state === 'waiting' || state === 'running' ? (verification ?? undefined) : undefined;
  });
  if (image.verification?.problem) throw new ApiError(image.verification.problem);
  return image;
}

/** Rejects with why there is no copy, which the events tell. */
async function copied(call: Call, id: string): Promise<ImageView> {
  const after = (await call('events', { limit: 1 }))[0]?.id ?? 0;
  const image = await until(call, await call('copyImage', { id }), ({ copying }) => copying ?? undefined);
  const events = await call('events', { after, limit: 10_000 });
  const detail = events.findLast((one) => one.kind === 'copied' && one.detail.image === id)?.detail ?? {};
  const code = ERROR_CODES.find((known) => known === detail.code);
  if (code !== undefined) throw new FieldbootError(code, detail);
  return image;
}

/** Says how far it is until `going` finds nothing any more; resolves to the image as it is then. */
async function until(
  call: Call,
  begun: ImageView,
  going: (image: ImageView) => { bytesDone: number; bytesTotal: number } | undefined,
): Promise<ImageView> {
  let image: ImageView | undefined = begun;
  for (let at = going(begun); image && at; at = image && going(image)) {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${Math.floor((100 * at.bytesDone) / Math.max(1, at.bytesTotal))} % `);
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    image = (await call('images', {})).find(({ id }) => id === begun.id);
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  return image ?? begun;
}

function showVerification({ id, verification }: ImageView): string {
  const { state = 'unknown', against = [], problem = null } = verification ?? {};
  const lines = [`${id}: ${state}${against.length > 0 ? ` (${against.join(', ')})` : ''}`];
  return [...lines, ...(problem ? [errorText(problem, false)] : [])].join('\n');
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
  return [
    facts,
    ...found.considered.map(({ family, reason }) => `not ${family}: ${reason}`),
    ...found.entries.map(({ id: entry, title }) => `entry ${entry}: ${title}`),
    ...found.warnings.map((one) => `warning ${errorText(one, false)}`),
  ].join('\n');
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
