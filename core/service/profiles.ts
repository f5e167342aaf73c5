/** The profiles: made of an image, changed, and rendered into the answers that one machine gets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FieldbootError, type Problem } from '../errors.ts';
import { cryptPassword } from '../host/crypt-password.ts';
import { renderAnswers, type Snippets } from '../images/answers.ts';
import { familyOf } from '../images/families/index.ts';
import type { AnswerFile, BootUrls, InstallContext } from '../images/family.ts';
import { formOf } from '../images/form.ts';
import { hostnameFor } from '../images/hostname.ts';
import type { Machine } from '../images/machine.ts';
import type { Profile, Settings } from '../images/profile.ts';
import { prepareSettings, settingWarnings } from '../images/settings.ts';
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
}

export interface ProfileChange {
  readonly name?: string | undefined;
  readonly settings?: Settings | undefined;
  readonly answers?: string | null | undefined;
}

/** A profile, what holds where it sets nothing, and what a technician should know before using it. */
export type ListedProfile = Profile & { readonly defaults: Settings; readonly warnings: readonly Problem[] };

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

  /** Makes a profile. Throws NOT_FOUND (image), NAME_TAKEN, BAD_REQUEST (a setting). */
  create(draft: ProfileDraft): ListedProfile {
    const { store, clock, hub } = this.#parts;
    const image = this.#parts.library.get(draft.image);
    this.#assertFree(draft.name);
    const profile: Profile = {
      id: unusedId(slug(draft.name), (id) => store.profiles.get(id) !== undefined),
      name: draft.name,
      image: image.id,
      settings: prepareSettings(draft.settings, cryptPassword),
      answers: draft.answers,
      createdAt: clock(),
    };
    store.profiles.put(profile);
    hub.changed('profiles');
    return this.#withDefaults(profile);
  }

  /** Changes what is given; a setting with an empty value is taken back. */
  change(id: string, change: ProfileChange): ListedProfile {
    const { defaults: _defaults, warnings: _warnings, ...profile } = this.get(id);
    if (change.name !== undefined && change.name !== profile.name) this.#assertFree(change.name);
    const changed: Profile = {
      ...profile,
      name: change.name ?? profile.name,
      settings: merged(profile.settings, prepareSettings(change.settings ?? {}, cryptPassword)),
      answers: change.answers === undefined ? profile.answers : change.answers,
    };
    this.#parts.store.profiles.put(changed);
    this.#parts.hub.changed('profiles');
    return this.#withDefaults(changed);
  }

  /** Removes a profile. Throws NOT_FOUND, PROFILE_IN_USE. */
  remove(id: string): void {
    const profile = this.get(id);
    const { assignments, profiles } = this.#parts.store;
    const count = assignments.countOf(profile.id);
    if (count > 0) throw new FieldbootError('PROFILE_IN_USE', { id, count });
    profiles.remove(profile.id);
    this.#parts.hub.changed('profiles');
  }

  /** Everything a family needs for one machine. */
  context(profileId: string, machine: Machine, urls: BootUrls): InstallContext {
    const { defaults, warnings: _, ...profile } = this.get(profileId);
    const image = this.#parts.library.get(profile.image);
    const settings = { ...defaults, ...profile.settings, ...machine.settings };
    const hostname = hostnameFor(machine, settings);
    return { image, profile, settings, form: formOf(settings), machine, urls, hostname };
  }

  /** The answers one machine gets: the first file where there are several. Throws TEMPLATE_INVALID. */
  answers(context: InstallContext): RenderedAnswers {
    const [first] = familyOf(context.image.family).answers(context.image);
    return first ? this.#render(first, context) : { name: '', text: '', hostname: context.hostname };
  }

  /** One of its answer files by name; null when it has none of that name. Throws TEMPLATE_INVALID. */
  answerFile(context: InstallContext, name: string): RenderedAnswers | null {
    const file = familyOf(context.image.family)
      .answers(context.image)
      .find((one) => one.name === name);
    return file ? this.#render(file, context) : null;
  }

  #render(file: AnswerFile, context: InstallContext): RenderedAnswers {
    const family = familyOf(context.image.family);
    const first = family.answers(context.image)[0]?.name === file.name;
    const own = first ? context.profile.answers : null;
    const variables = { ...context, ...family.variables(context) };
    const template = own ?? this.#familyTemplate(file.template);
    const text = renderAnswers(template, variables, context.profile.name, this.#snippets());
    return {
      name: file.name,
      text: first ? (family.finishAnswers?.(text, context) ?? text) : text,
      hostname: context.hostname,
    };
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
    const defaults = image ? familyOf(image.family).defaults : {};
    return { ...profile, defaults, warnings: settingWarnings({ ...defaults, ...profile.settings }) };
  }

  #assertFree(name: string): void {
    const taken = this.#parts.store.profiles.named(name);
    if (taken !== undefined) throw new FieldbootError('NAME_TAKEN', { what: 'profile', name });
  }
}

function merged(before: Settings, change: Settings): Settings {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}
