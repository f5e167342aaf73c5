/** Why a machine was given the address that it was given: for the decision log, as data and in words. */

export const ADDRESS_CHOICES = [
  'reserved',
  'current',
  'remembered',
  'asked-for',
  'never-used',
  'longest-free',
  'offered',
  'renewed',
  'confirmed',
] as const;
export type AddressChoice = (typeof ADDRESS_CHOICES)[number];

const WORDS: Readonly<Record<AddressChoice, string>> = {
  reserved: 'it is reserved for this machine',
  current: 'this machine has it now',
  remembered: 'this machine had it before, and nobody else has it',
  'asked-for': 'this machine asked for it, and it is free',
  'never-used': 'it is the first of the range that nobody has had',
  'longest-free': 'every address of the range was given once; of those that are free, it is so the longest',
  offered: 'this machine was offered it',
  renewed: 'this machine uses it and asks for more time',
  confirmed: 'this machine remembers it, and rightly',
};

/** The reason as a half sentence that follows `because`. */
export const becauseOf = (choice: AddressChoice): string => WORDS[choice];
