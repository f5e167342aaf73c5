/**
 * Names that cannot harm: they become paths, URLs and lines on a screen. None is empty, climbs, holds a slash or a
 * control character, or turns the direction of text (U+202E makes `exe.iso` out of `osi.exe`).
 */
export function safeName(name: string): string {
  const clean = name.replace(HARMFUL, '_');
  return clean === '' || clean === '.' || clean === '..' ? `_${clean}` : clean;
}

const HARMFUL = /[/\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
