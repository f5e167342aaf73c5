/** An image with boot options, an answer template and its variables. */

import type { ToldTexts } from '../netboot/told.ts';

/** `key=value` settings; which keys exist is said by SETTINGS in settings.ts. */
export type Settings = Readonly<Record<string, string>>;

export interface Profile {
  /** Short and stable, made from the name. */
  readonly id: string;
  readonly name: string;
  /** Id of the image. */
  readonly image: string;
  readonly settings: Settings;
  /** The technician's own answer template (Liquid); null: the family's. */
  readonly answers: string | null;
  /** What DHCP tells its machines; absent: what serving says. */
  readonly dhcp?: ToldTexts;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Profiles that need no image: what a machine can be told beside being installed. */
export const BUILTIN_PROFILES = ['local-disk', 'inventory'] as const;
export type BuiltinProfile = (typeof BUILTIN_PROFILES)[number];

export const isBuiltin = (profile: string): profile is BuiltinProfile =>
  (BUILTIN_PROFILES as readonly string[]).includes(profile);
