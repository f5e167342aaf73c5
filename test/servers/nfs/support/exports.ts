import { openIso } from '../../../../core/media/iso9660/open-iso.ts';
import { type ImageExports, imageExports } from '../../../../core/tree/exports.ts';
import type { OpenImage } from '../../../../core/tree/image-files.ts';
import { bytesFile } from '../../../../core/tree/rendered.ts';
import { buildIso, type IsoPlan } from '../../../support/iso.ts';
import { memorySource } from '../../../support/memory-source.ts';

/** When everything was last changed. */
export const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 5);

/** How the images of a test misbehave. */
export interface ImageTraits {
  readonly stamp?: string;
  /** Thrown when the image is opened. */
  readonly openFails?: Error;
  /** Text of files that the family adds, by path; null for one that cannot be made. */
  readonly overlay?: Readonly<Record<string, string | null>>;
}

/** Exports over one image `os`, made from a plan; `traits` may be changed in between. */
export async function exportsOf(
  plan: Omit<IsoPlan, 'label'>,
  traits: ImageTraits = {},
): Promise<ImageExports> {
  const source = memorySource(buildIso({ label: 'TEST', ...plan }));
  const overlay = traits.overlay ?? {};
  const image: OpenImage = {
    id: 'os',
    tree: await openIso(source, 'test.iso'),
    source,
    stamp: traits.stamp ?? '1',
    modified: MODIFIED,
    overlay: new Map(
      Object.keys(overlay).map((path) => [path, { kind: 'boot-file' as const, path, name: path }]),
    ),
  };
  return imageExports({
    ids: () => ['os'],
    openImage: async (id) => {
      if (traits.openFails !== undefined) throw traits.openFails;
      return id === 'os' ? image : undefined;
    },
    realise: async ({ path }) => {
      const text = overlay[path] ?? null;
      return text === null ? null : bytesFile(path, new TextEncoder().encode(text));
    },
  });
}
