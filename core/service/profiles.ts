/** The profiles: made of an image, changed, and rendered into the answers that one machine gets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FieldbootError, type Problem } from '../errors.ts';
import { cryptPassword } from '../host/crypt-password.ts';
import { renderAnswers, type Snippets } from '../images/answers.ts';
import { familyOf, purposeOf } from '../images/families/index.ts';
import type { AnswerFile, BootUrls, InstallContext, Purpose } from '../images/family.ts';
import { formOf } from '../images/form.ts';
import { hostnameFor } from '../images/hostname.ts';
import type { Image } from '../images/image.ts';
import { lintLeftOut } from '../images/lint/form.ts';
import type { Machine } from '../images/machine.ts';
import { isBuiltin, type Profile, type Settings } from '../images/profile.ts';
import { prepareSettings, settingWarnings } from '../images/settings.ts';
import { changedTold, type ToldTexts } from '../netboot/told.ts';
import type { Store } from '../store/store.ts';
import type { Hub } from './hub.ts';
import { slug, unusedId } from './ids.ts';
import type { Library } from './library.ts';
import { readSnippets } from './snippets.ts';

export interface ProfileDraft {
  readonly name: string;
  readonly image: string;
  readonly settings: Settings;
  readonly answers: string | null;
  readonly dhcp?: ToldTexts | undefined;
}

export interface ProfileChange {
  readonly name?: string | undefined;
  readonly settings?: Settings | undefined;
  readonly answers?: string | null | undefined;
  /** What DHCP tells its machines; an empty value takes an entry back. */
  readonly dhcp?: ToldTexts | undefined;
}

/** A profile, what holds where it sets nothing, and what a technician should know before using it. */
export type ListedProfile = Profile & {
  readonly defaults: Settings;
  readonly purpose: Purpose;
  readonly warnings: readonly Problem[];
};

export interface RenderedAnswers {
  /** File name as the installer asks for it. */
  readonly name: string;
  readonly text: string;
  readonly hostname: string;
}

export interface ProfilesParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly library: Library;
  /** Folder of the families' answer templates, with their snippets in `snippets/`. */
  readonly templates: string;
  /** Folder of the technician's own snippets; it need not be there. */
  readonly snippets: string;
  /** Serials of machines that a job sheet gives a profile when they come. */
  awaited?(profile: string): readonly string[];
  /** Profile of machines that nobody has chosen for; null: there is none. */
  defaultProfile?(): string | null;
}

export class Profiles {
  readonly #parts: ProfilesParts;
  #known: Snippets = {};

  constructor(parts: ProfilesParts) {
    this.#parts = parts;
  }

  list(): ListedProfile[] {
    return this.#parts.store.profiles.all().map((profile) => this.#withDefaults(profile));
  }

  /** One profile by id, or by name as people type it. Throws NOT_FOUND. */
  get(id: string): ListedProfile {
    const { profiles } = this.#parts.store;
    const profile = profiles.get(id) ?? profiles.named(id);
    if (profile === undefined) throw new FieldbootError('NOT_FOUND', { what: 'profile', id });
    return this.#withDefaults(profile);
  }

  /** Whether what a profile does erases disks. Throws NOT_FOUND. */
  erases(id: string): boolean {
    if (isBuiltin(id)) return false;
    const { image, defaults, settings } = this.get(id);
    const family = familyOf(this.#parts.library.get(image).family);
    return purposeOf(family, { ...defaults, ...settings }) === 'install';
  }

  /** The same for a profile that may be gone, with its image or alone: then it installs nothing. Never throws. */
  installs(id: string): boolean {
    const { profiles, images } = this.#parts.store;
    const profile = profiles.get(id);
    const image = profile && images.get(profile.image);
    if (profile === undefined || image === undefined) return false;
    const family = familyOf(image.family);
    return purposeOf(family, { ...family.defaults, ...profile.settings }) === 'install';
  }

  /** Makes a profile. Throws NOT_FOUND (image), NAME_TAKEN, BAD_REQUEST (a setting), DHCP_OPTION_INVALID. */
  create(draft: ProfileDraft): ListedProfile {
    const { store, clock, hub } = this.#parts;
    const image = this.#parts.library.get(draft.image);
    this.#assertFree(draft.name);
    const profile: Profile = {
      id: unusedId(slug(draft.name), (id) => isBuiltin(id) || store.profiles.get(id) !== undefined),
      name: draft.name,
      image: image.id,
      settings: prepareSettings(draft.settings, cryptPassword),
      answers: draft.answers,
      dhcp: changedTold({}, draft.dhcp ?? {}),
      createdAt: clock(),
    };
    store.profiles.put(profile);
    hub.changed('profiles');
    return this.#withDefaults(profile);
  }

  /** Changes what is given; a setting with an empty value is taken back. */
  change(id: string, change: ProfileChange): ListedProfile {
    const changed = this.changed(id, change);
    const name = this.get(id).name;
    if (changed.name !== name) this.#assertFree(changed.name);
    this.#parts.store.profiles.put(changed);
    this.#parts.hub.changed('profiles');
    return this.#withDefaults(changed);
  }

  /** The profile as a change would make it; nothing is kept. Throws NOT_FOUND, SETTING_INVALID. */
  changed(id: string, change: ProfileChange): Profile {
    const { defaults: _defaults, warnings: _warnings, purpose: _purpose, ...profile } = this.get(id);
    return {
      ...profile,
      name: change.name ?? profile.name,
      settings: mergedSettings(profile.settings, prepareSettings(change.settings ?? {}, cryptPassword)),
      answers: change.answers === undefined ? profile.answers : change.answers,
      ...(change.dhcp === undefined ? {} : { dhcp: changedTold(profile.dhcp ?? {}, change.dhcp) }),
    };
  }

  /**
   * Removes a profile that nothing names. Throws NOT_FOUND, PROFILE_IN_USE, PROFILE_IN_RULE, PROFILE_IN_SHEET,
   * PROFILE_IS_DEFAULT.
   */
  remove(id: string): void {
    const profile = this.get(id);
    this.#assertUnnamed(profile.id);
    this.#parts.store.profiles.remove(profile.id);
    this.#parts.hub.changed('profiles');
  }

  #assertUnnamed(id: string): void {
    const { store, awaited, defaultProfile } = this.#parts;
    const count = store.assignments.countOf(id);
    if (count > 0) throw new FieldbootError('PROFILE_IN_USE', { id, count });
    const rule = store.rules.all().find(({ profile }) => profile === id);
    if (rule !== undefined) throw new FieldbootError('PROFILE_IN_RULE', { id, rule: rule.id });
    const serials = awaited?.(id) ?? [];
    if (serials[0] !== undefined)
      throw new FieldbootError('PROFILE_IN_SHEET', { id, count: serials.length, serial: serials[0] });
    if (defaultProfile?.() === id) throw new FieldbootError('PROFILE_IS_DEFAULT', { id });
  }

  /** Everything a family needs for one machine. */
  context(profileId: string, machine: Machine, urls: BootUrls): InstallContext {
    const { defaults: _, warnings: __, purpose: ___, ...profile } = this.get(profileId);
    return this.contextOf(profile, machine, urls);
  }

  /** The same for a profile that need not be kept. */
  contextOf(profile: Profile, machine: Machine, urls: BootUrls): InstallContext {
    const image = this.#parts.library.get(profile.image);
    // Whether a disk is erased is the profile's to say: it is what was confirmed.
    const { purpose: _, ...own } = machine.settings ?? {};
    const settings = { ...familyOf(image.family).defaults, ...profile.settings, ...own };
    const hostname = hostnameFor(machine, settings);
    const joined = this.#parts.library.joinedUrls(image, urls.base);
    return { image, profile, settings, form: formOf(settings), machine, urls, joined, hostname };
  }

  /**
   * The answers one machine gets: the first file where there are several. Throws TEMPLATE_INVALID, and ADDRESS_MISSING
   * where the profile wants a fixed address and the machine has none.
   */
  answers(context: InstallContext): RenderedAnswers {
    if (context.form.network.addressMissing) throw new FieldbootError('ADDRESS_MISSING');
    const [first] = answersOf(context);
    return first ? this.#render(first, context) : { name: '', text: '', hostname: context.hostname };
  }

  /** Every answer file of one machine, each with the template it was made of. Throws TEMPLATE_INVALID. */
  answerFiles(context: InstallContext): (RenderedAnswers & { readonly template: string })[] {
    return answersOf(context).map((file) => ({
      ...this.#render(file, context),
      template: this.#templateOf(file, context),
    }));
  }

  /** One of its answer files by name; null when it has none of that name. Throws TEMPLATE_INVALID. */
  answerFile(context: InstallContext, name: string): RenderedAnswers | null {
    const file = answersOf(context).find((one) => one.name === name);
    return file ? this.#render(file, context) : null;
  }

  #render(file: AnswerFile, context: InstallContext): RenderedAnswers {
    const family = familyOf(context.image.family);
    const variables = { ...context, ...family.variables(context) };
    const template = this.#templateOf(file, context);
    const text = renderAnswers(template, variables, context.profile.name, this.#snippets());
    const finished = isFirst(file, context) ? (family.finishAnswers?.(text, context) ?? text) : text;
    return { name: file.name, text: finished, hostname: context.hostname };
  }

  /** The technician's own template takes the place of the first file's. */
  #templateOf(file: AnswerFile, context: InstallContext): string {
    const own = isFirst(file, context) ? context.profile.answers : null;
    return own ?? this.#familyTemplate(file.template);
  }

  /** Read each time, because the technician edits them; the same value while they are the same. */
  #snippets(): Snippets {
    const { templates, snippets } = this.#parts;
    const read = readSnippets([join(templates, 'snippets'), snippets]);
    if (!isDeepStrictEqual(read, this.#known)) this.#known = read;
    return this.#known;
  }

  #familyTemplate(name: string): string {
    return readFileSync(join(this.#parts.templates, name), 'utf8');
  }

  #withDefaults(profile: Profile): ListedProfile {
    const image = this.#parts.store.images.get(profile.image);
    const family = image && familyOf(image.family);
    const defaults = family?.defaults ?? {};
    const settings = { ...defaults, ...profile.settings };
    const purpose = family ? purposeOf(family, settings) : 'install';
    // A system that runs from the network has the login that its makers gave it.
    const warnings =
      purpose === 'run' ? [] : [...settingWarnings(settings), ...leftOut(image, profile, settings)];
    return { ...profile, defaults, purpose, warnings };
  }

  #assertFree(name: string): void {
    const taken = this.#parts.store.profiles.named(name);
    if (taken !== undefined) throw new FieldbootError('NAME_TAKEN', { what: 'profile', name });
  }
}

/** What the family's own answers leave out of a profile; nothing where the technician's own template stands. */
function leftOut(image: Image | undefined, { answers }: Profile, settings: Settings): Problem[] {
  if (image === undefined || answers !== null) return [];
  return lintLeftOut(familyOf(image.family), image, formOf(settings)).map(({ problem }) => problem);
}

function answersOf({ image, settings }: InstallContext): readonly AnswerFile[] {
  const family = familyOf(image.family);
  return family.answers(image, purposeOf(family, settings));
}

const isFirst = (file: AnswerFile, context: InstallContext): boolean =>
  answersOf(context)[0]?.name === file.name;

/** Settings with a change over them; an empty value takes one back. */
export function mergedSettings(before: Settings, change: Settings): Settings {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}
