import { u8 } from '../fields.ts';

/**
 * Dates of ISO9660 structures (ECMA-119 8.4.26, 9.1.5). Numbers are stored there in both byte orders one after the
 * other; like every other reader we take the little-endian half, because some writers left the other one wrong.
 */

/** Seven bytes: years since 1900, month, day, hour, minute, second, quarter hours from GMT. Milliseconds since 1970. */
export function shortTime(bytes: Uint8Array, at: number): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0] = bytes.subarray(
    at,
    at + 7,
  );
  if (month === 0 || day === 0) return 0;
  return Date.UTC(1900 + year, month - 1, day, hour, minute, second) - quarterHours(zone);
}

/** Seventeen bytes: YYYYMMDDhhmmsscc in digits, then quarter hours from GMT. Milliseconds since 1970, 0 when unset. */
export function longTime(bytes: Uint8Array, at: number): number {
  const digits = String.fromCharCode(...bytes.subarray(at, at + 16));
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)?.slice(1).map(Number);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredth = 0] = parts ?? [];
  if (year === 0 || month === 0 || day === 0) return 0;
  return (
    Date.UTC(year, month - 1, day, hour, minute, second, hundredth * 10) - quarterHours(u8(bytes, at + 16))
  );
}

/** A signed byte of 15-minute intervals, in milliseconds. */
function quarterHours(byte: number): number {
  return ((byte << 24) >> 24) * 15 * 60_000;
}
