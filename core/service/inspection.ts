/** What a medium is, and what should be known of it before it is used. */
import { stat } from 'node:fs/promises';
import { type Problem, problem } from '../errors.ts';
import { diskOf } from '../host/volumes.ts';
import { detectFamily, FAMILIES } from '../images/families/index.ts';
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

const MISSING = 'NETBOOT_FILES_MISSING';

/** Warnings that hang on the boot files of this laptop, which come, go and are replaced: they are judged when they count. */
export const RENEWED: ReadonlySet<string> = new Set([MISSING, 'INSTALLER_KERNEL_DIFFERS']);

export class MediumInspector {
  readonly #bootFile: (name: string) => string | null;
  /** Beginnings of boot files that were read, by path; each with what shows that the file is still the same. */
  readonly #heads = new Map<string, { readonly stamp: string; readonly head: Promise<Uint8Array> }>();

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
    const problems = [...(await this.bootFileProblems(detection)), ...(await mediumProblems(tree, path))];
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

  /** What is wrong now with the boot files that an image is installed with: missing, or not fit for it. */
  async bootFileProblems(image: Detection): Promise<Problem[]> {
    const missing = this.missing(image);
    if (missing.length > 0) return missing;
    const judge = FAMILIES.find(({ id }) => id === image.family)?.bootFileProblem;
    if (judge === undefined) return [];
    const found = await Promise.all(
      bootFilesOf(image).map(async ({ name }) => judge(image, name, await this.#headOf(name))),
    );
    return found.filter((one) => one !== null);
  }

  /** Read once while the file is the same: every machine that boots is judged by it. */
  async #headOf(name: string): Promise<Uint8Array> {
    const path = this.#bootFile(name) ?? name;
    const { size, mtimeMs } = await stat(path);
    const stamp = `${size} ${mtimeMs}`;
    const known = this.#heads.get(path);
    if (known?.stamp === stamp) return known.head;
    const head = readHead(path);
    this.#heads.set(path, { stamp, head });
    head.catch(() => this.#heads.delete(path));
    return head;
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const head = new Uint8Array(BOOT_FILE_HEAD);
  const source = await openFileSource(path);
  try {
    return head.subarray(0, await source.read(0, head));
  } finally {
    await source.close();
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
