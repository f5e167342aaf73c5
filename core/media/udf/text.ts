import { u8, u16 } from '../fields.ts';

const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16be');

/**
 * OSTA compressed Unicode (UDF 2.1.1): a byte that says 8 or 16 bits, then the characters. Sixteen bits are decoded
 * as UTF-16, as UDF 2.60 and every writer of today means them. An empty string where it is neither.
 */
export function compressedUnicode(bytes: Uint8Array): string {
  const bits = u8(bytes, 0);
  const text = bytes.subarray(1);
  // Windows-1252 and Latin-1 differ in 0x80 to 0x9f, which are control characters here and made harmless later.
  if (bits === 8 || bits === 254) return latin1.decode(text);
  if (bits === 16 || bits === 255) return utf16.decode(text.subarray(0, text.length & ~1));
  return '';
}

/** A dstring: a field whose last byte is the number of bytes used (ECMA-167 1/7.2.12). */
export function dstring(field: Uint8Array): string {
  const used = Math.min(u8(field, field.length - 1), field.length - 1);
  return compressedUnicode(field.subarray(0, used)).replace(/\0+$/, '').trim();
}

/** Twelve bytes (ECMA-167 1/7.3). Milliseconds since 1970; 0 when it was not set. */
export function timestamp(bytes: Uint8Array, at: number): number {
  const [month, day] = [u8(bytes, at + 4), u8(bytes, at + 5)];
  if (month === 0 || day === 0) return 0;
  const year = (u16(bytes, at + 2) << 16) >> 16;
  const [hour, minute, second] = [u8(bytes, at + 6), u8(bytes, at + 7), u8(bytes, at + 8)];
  const milliseconds = u8(bytes, at + 9) * 10 + Math.floor(u8(bytes, at + 10) / 10);
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - zoneMinutes(bytes, at) * 60_000;
}

/** Twelve bits with a sign; out of range, -2047 among them, means that no zone was given. */
function zoneMinutes(bytes: Uint8Array, at: number): number {
  const minutes = (u16(bytes, at) << 20) >> 20;
  return Math.abs(minutes) <= 1440 ? minutes : 0;
}
