/** What a medium is, and what should be known of it before it is used. */
import { type Problem, problem } from '../errors.ts';
import { diskOf } from '../host/volumes.ts';
import { detectFamily, FAMILIES, familyOf } from '../images/families/index.ts';
import { looseRepository } from '../images/families/packages/loose.ts';
import { BOOT_FILE_HEAD } from '../images/family.ts';
import type { Detection, Image } from '../images/image.ts';
import { findRepositories, type Repository } from '../images/repositories.ts';
import { openFileSource } from '../media/file-source.ts';
import { type OpenMedium, openMedium } from '../media/open-medium.ts';
import { markOf } from './folders.ts';
import { contentStamp } from './whereabouts.ts';

/** What a medium is, before it is an image. */
export type Inspection = Omit<Image, 'id' | 'path' | 'importedAt' | 'modified' | 'verified' | 'joined'>;

/** The warning that is looked at anew each time an image is listed: boot files come and go. */
export const MISSING = 'NETBOOT_FILES_MISSING';

export class MediumInspector {
  readonly #bootFile: (name: string) => string | null;

  /** `bootFile` gives the absolute path of a boot file; null when it is not on this laptop. */
  constructor(bootFile: (name: string) => string | null) {
    this.#bootFile = bootFile;
  }

  /** Says what a medium is. Rejects with FILE_* and MEDIUM_*. */
  async inspect(path: string): Promise<Inspection> {
    const started = performance.now();
    const medium = await openMedium(path);
    try {
      return await this.#describe(medium, await detectFamily(medium.tree, path), path, started);
    } finally {
      await medium.source.close();
    }
  }

  /** The boot files that an image is installed with and that are not on this laptop, as one problem; none when all are. */
  missing(image: Detection): Problem[] {
    const { version, arch } = image;
    const missing = bootFilesOf(image).filter(({ name }) => this.#bootFile(name) === null);
    if (missing.length === 0) return [];
    const file = missing.map(({ name }) => name).join(', ');
    return [problem(MISSING, { version, arch, file, package: packageOf(image) })];
  }

  async #describe(
    { tree, source, folder }: OpenMedium,
    detection: Detection,
    path: string,
    started: number,
  ): Promise<Inspection> {
    const problems = [...(await this.#bootFileProblems(detection)), ...(await mediumProblems(tree, path))];
    const repositories = await repositoriesOf(detection, tree);
    const own = folder
      ? { folder: { mark: markOf(tree, detection, folder.root) } }
      : { stamp: await contentStamp(source) };
    const elapsedMs = performance.now() - started;
    return {
      ...detection,
      files: tree.fileCount,
      bytes: source.size,
      bootable: tree.bootable,
      repositories,
      elapsedMs: Math.round(elapsedMs * 10) / 10,
      warnings: [...detection.warnings, ...problems],
      ...own,
    };
  }

  /** The boot files this medium needs: missing, or not fit for it. Said at import, not when a machine hangs. */
  async #bootFileProblems(detection: Detection): Promise<Problem[]> {
    const family = familyOf(detection.family);
    const missing = this.missing(detection);
    if (missing.length > 0) return missing;
    const heads = bootFilesOf(detection).map(async (file) => ({ file, head: await this.#headOf(file.name) }));
    const found = (await Promise.all(heads)).map(({ file, head }) =>
      family.bootFileProblem?.(detection, file.name, head),
    );
    return found.filter((one) => one != null);
  }

  async #headOf(name: string): Promise<Uint8Array> {
    const head = new Uint8Array(BOOT_FILE_HEAD);
    const source = await openFileSource(this.#bootFile(name) ?? name);
    try {
      return head.subarray(0, await source.read(0, head));
    } finally {
      await source.close();
    }
  }
}

/** Debian's package with the network installer of an image. */
const packageOf = ({ facts, arch }: Detection): string => `debian-installer-${facts.release}-netboot-${arch}`;

/** What should be known of a medium whatever is on it. */
async function mediumProblems(tree: OpenMedium['tree'], path: string): Promise<Problem[]> {
  const count = tree.compressedCount ?? 0;
  const disk = await diskOf(path);
  return [
    ...(count > 0 ? [problem('MEDIUM_COMPRESSED', { count })] : []),
    ...(disk?.removable ? [problem('MEDIUM_REMOVABLE', { device: disk.device })] : []),
  ];
}

/** Boot files that the served tree of an image takes from the boot-file folder; none of a family from a newer Fieldboot. */
function bootFilesOf(image: Detection) {
  const family = FAMILIES.find(({ id }) => id === image.family);
  return (family?.overlay(image) ?? []).filter((file) => file.kind === 'boot-file');
}

async function repositoriesOf({ facts }: Detection, tree: OpenMedium['tree']): Promise<Repository[]> {
  if (facts.loose === 'deb' || facts.loose === 'rpm') return [looseRepository(facts.loose)];
  return await findRepositories(tree);
}
