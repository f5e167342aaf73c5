/**
 * The signed chain for machines that are to install a system of another maker: which shim stands in the place of ours,
 * and what a GRUB of the wrong chain is told.
 */
import { type ErrorCode, problem } from '../errors.ts';
import type { BootPlan } from '../images/boot-plan.ts';
import type { Image } from '../images/image.ts';
import type { Assignment } from '../images/machine.ts';
import { isBuiltin } from '../images/profile.ts';
import { chainOf, mustStartAgain, secureRouteOf } from '../images/secure-boot.ts';
import { readText } from '../media/read-whole.ts';
import type { MediumTree } from '../media/tree.ts';
import type { Asking } from '../scripts/render.ts';
import type { Library } from './library.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';

export interface SecureLoadersParts {
  readonly machines: Pick<Machines, 'assignment'>;
  readonly profiles: Pick<Profiles, 'get'>;
  readonly library: Pick<Library, 'get' | 'open'>;
  readonly clock: () => number;
  /** File of a boot file on this laptop; null: it is not here. */
  bootFile(name: string): string | null;
}

/** What a machine whose GRUB asks is told, and how that GRUB must be spoken to. */
export interface UnderGrub {
  readonly plan: BootPlan;
  readonly asking: Asking;
}

/** What was found in that part of a medium that UEFI boots. */
interface OwnLoader {
  /** Path of its shim in the boot tree; null: there is none that could be read. */
  readonly shim: string | null;
  readonly efiCommands: boolean;
}

/** A question may come twice when a packet is lost; nothing comes back from a restart sooner than this. */
const SAME_RESTART = 5_000;

/** Most installations whose restart is remembered. */
const MOST_RESTARTED = 4096;

export class SecureLoaders {
  readonly #parts: SecureLoadersParts;
  /** What was found of media, by the path of the shim; DHCP cannot wait for a medium to be read. */
  readonly #found = new Map<string, OwnLoader>();
  /** When machines were sent back to their firmware for another chain, by the token of their installation. */
  readonly #restarted = new Map<string, number>();

  constructor(parts: SecureLoadersParts) {
    this.#parts = parts;
  }

  /** Path of the shim for what a machine is to install; null: ours is right, or the other one is not known to be there. */
  shimFor(mac: string): string | null {
    const assignment = this.#parts.machines.assignment(mac);
    if (assignment?.phase !== 'install' || isBuiltin(assignment.profile)) return null;
    const image = this.#imageOf(assignment);
    const route = secureRouteOf(image);
    if (route.kind === 'ours') return null;
    if (route.kind === 'brought') return this.#brought(route.folder);
    const found = this.#found.get(ownPath(image, route.shim));
    if (found === undefined) void this.#look(image, route.shim);
    return found?.shim ?? null;
  }

  /**
   * Under Secure Boot a GRUB starts no kernel but those of its own maker: a machine in another one starts again, once, and
   * gets the right one from its firmware's next question. Where there is no right one, or it came back without it, it is
   * told so: a machine that restarts for ever tells nobody anything.
   *
   * Whether a GRUB that is not ours can fetch by HTTP, from a port of one's choice, is not known (Debian 12's has no HTTP
   * at all), so it goes on by TFTP where it came by it.
   */
  async underGrub(
    plan: BootPlan,
    assignment: Assignment | undefined,
    facts: ReadonlyMap<string, string>,
    asking: Asking,
  ): Promise<UnderGrub> {
    const chain = facts.get('chain') ?? '';
    const asked = chain === '' ? asking : { ...asking, fetching: asking.came ?? asking.fetching };
    if (plan.kind !== 'linux' || assignment === undefined) return { plan, asking: asked };
    const image = this.#imageOf(assignment);
    const spoken = { ...asked, ...(await this.#commandsOf(image, chain)) };
    const isLocked = facts.get('lockdown') === 'y';
    if (!mustStartAgain(chainOf(image), chain, isLocked)) return { plan, asking: spoken };
    const obstacle = await this.#obstacle(image, assignment);
    if (obstacle !== null) return { plan: blocked(obstacle, image), asking: spoken };
    const sentence = `Starting again with the signed loader of ${image.name}.`;
    return { plan: { kind: 'restart', sentence }, asking: spoken };
  }

  /** Red Hat's up to release 8 start a kernel under UEFI with `linuxefi`; a medium's own menu tells. */
  async #commandsOf(image: Image, chain: string): Promise<Pick<Asking, 'efiCommands'>> {
    const route = secureRouteOf(image);
    if (chain !== image.id || route.kind !== 'medium') return {};
    return { efiCommands: (await this.#look(image, route.shim)).efiCommands };
  }

  /** Why starting again would not help; null: it does, and the machine is about to. */
  async #obstacle(image: Image, { token }: Assignment): Promise<ErrorCode | null> {
    const route = secureRouteOf(image);
    if (route.kind === 'brought' && this.#brought(route.folder) === null) return 'SECURE_BOOT_NO_LOADER';
    if (route.kind === 'medium' && (await this.#look(image, route.shim)).shim === null)
      return 'SECURE_BOOT_NO_SHIM';
    const now = this.#parts.clock();
    const before = this.#restarted.get(token);
    if (before !== undefined && now - before > SAME_RESTART) return 'SECURE_BOOT_OTHER_LOADER';
    if (this.#restarted.size >= MOST_RESTARTED) this.#restarted.clear();
    if (before === undefined) this.#restarted.set(token, now);
    return null;
  }

  #imageOf({ profile }: Assignment): Image {
    return this.#parts.library.get(this.#parts.profiles.get(profile).image);
  }

  #brought(folder: string): string | null {
    const names = ['shimx64.efi', 'grubx64.efi'].map((name) => `loaders/${folder}/${name}`);
    return names.every((name) => this.#parts.bootFile(name) !== null) ? `/${names[0]}` : null;
  }

  /** Looks into the medium, once; a medium that is gone is looked at again. */
  async #look(image: Image, shim: string): Promise<OwnLoader> {
    const path = ownPath(image, shim);
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const opened = await this.#parts.library.open(image.id).catch(() => undefined);
    if (opened === undefined) return { shim: null, efiCommands: false };
    const efi = await opened.tree.efi?.().catch(() => undefined);
    const hasShim = efi?.find(shim)?.kind === 'file';
    const found = { shim: hasShim ? path : null, efiCommands: await asksForEfiCommands(efi) };
    this.#found.set(path, found);
    return found;
  }
}

const ownPath = ({ id }: Image, shim: string): string => `/images/${id}/efi/${shim}`;

/** Whether a medium's own menu starts its kernel with `linuxefi`. */
async function asksForEfiCommands(efi: MediumTree | undefined): Promise<boolean> {
  const text = await (efi && readText(efi, 'EFI/BOOT/grub.cfg', 64 * 1024).catch(() => undefined));
  return /^\s*linuxefi\s/m.test(text ?? '');
}

const blocked = (code: ErrorCode, { name }: Image): BootPlan => ({
  kind: 'blocked',
  sentence: problem(code, { name }).sentence,
});
