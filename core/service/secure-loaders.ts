/** The shim in place of ours for machines that are to install a system of another maker. */
import { isBuiltin } from '../images/profile.ts';
import { secureRouteOf } from '../images/secure-boot.ts';
import type { OpenImage } from '../tree/image-files.ts';
import type { Library } from './library.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';

export interface SecureLoadersParts {
  readonly machines: Pick<Machines, 'assignment'>;
  readonly profiles: Pick<Profiles, 'get'>;
  readonly library: Pick<Library, 'get' | 'open'>;
  /** File of a boot file on this laptop; null: it is not here. */
  bootFile(name: string): string | null;
}

export class SecureLoaders {
  readonly #parts: SecureLoadersParts;
  /** What was found of a medium's shim, by its path; DHCP cannot wait for a medium to be read. */
  readonly #found = new Map<string, string | null>();

  constructor(parts: SecureLoadersParts) {
    this.#parts = parts;
  }

  /** Path of the shim for what a machine is to install; null: ours is right, or the other one is not known to be there. */
  shimFor(mac: string): string | null {
    const assignment = this.#parts.machines.assignment(mac);
    if (assignment?.phase !== 'install' || isBuiltin(assignment.profile)) return null;
    const image = this.#parts.library.get(this.#parts.profiles.get(assignment.profile).image);
    const route = secureRouteOf(image);
    if (route.kind === 'ours') return null;
    if (route.kind === 'brought') return this.#brought(route.folder);
    const path = `/images/${image.id}/efi/${route.shim}`;
    if (!this.#found.has(path)) void this.#look(image.id, route.shim, path);
    return this.#found.get(path) ?? null;
  }

  #brought(folder: string): string | null {
    const names = ['shimx64.efi', 'grubx64.efi'].map((name) => `loaders/${folder}/${name}`);
    return names.every((name) => this.#parts.bootFile(name) !== null) ? `/${names[0]}` : null;
  }

  /** Looks into the medium; the machine's next question has the answer. A medium that is gone is looked at again. */
  async #look(id: string, shim: string, path: string): Promise<void> {
    this.#found.set(path, null);
    const opened: OpenImage | undefined = await this.#parts.library.open(id).catch(() => undefined);
    const efi = await opened?.tree.efi?.().catch(() => undefined);
    if (opened === undefined) this.#found.delete(path);
    else if (efi?.find(shim)?.kind === 'file') this.#found.set(path, path);
  }
}
