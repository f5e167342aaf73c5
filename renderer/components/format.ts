/** Figures in words: sizes, times and dates, in the language in use. */
import type { Language } from '../state/preferences.ts';
import type { Text } from '../text/text.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units with at most three figures: `407 MB`, `1.25 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function formatSpeed(mbps: number): string {
  return mbps >= 1000 ? `${mbps / 1000} Gb/s` : `${mbps} Mb/s`;
}

/** `0.08 s`, `1.4 s`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
}

/** `4:07`, `1:04:07`: time that has run. */
export function formatClock(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${pad(minutes)}:${pad(seconds)}`;
}

/** A span in one unit. Under a minute is now: seconds would move in every row all the time. */
export function formatSpan(milliseconds: number, text: Text['machines']): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return text.justNow;
  if (seconds < 3600) return text.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return text.hours(Math.floor(seconds / 3600));
  return text.days(Math.floor(seconds / 86_400));
}

/** The same as a time that has passed: `2 min ago`, `now`. */
export function formatAgo(milliseconds: number, text: Text['machines']): string {
  const span = formatSpan(milliseconds, text);
  return span === text.justNow ? span : text.ago(span);
}

const time: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

export function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, time).format(at);
}

export function formatDate(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at);
}

export function formatCount(n: number, language: Language): string {
  return new Intl.NumberFormat(language).format(n);
}
