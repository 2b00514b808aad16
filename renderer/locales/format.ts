import type { Language } from '../../shared/problems/problem.ts';

const tags: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** A day, such as 22 Nov 2026, of an instant (ms since the epoch) or an ISO 8601 text. */
export const day = (of: number | string, language: Language): string =>
  new Intl.DateTimeFormat(tags[language], { dateStyle: 'medium' }).format(new Date(of));

/** A day and the time of it, to the minute. */
export const moment = (of: number | string, language: Language): string =>
  new Intl.DateTimeFormat(tags[language], { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(of));

/** The time of a day, to the second. */
export const clock = (of: number, language: Language): string =>
  new Intl.DateTimeFormat(tags[language], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(of);

export const number = (of: number, language: Language): string => new Intl.NumberFormat(tags[language]).format(of);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** So many bytes, in the largest decimal unit that leaves at least 1: 93 bytes, 1.2 GB. */
export function bytes(of: number, language: Language): string {
  const power = of < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(of) / 3));
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat(tags[language], {
    style: 'unit',
    unit,
    // the short form of a byte is the word in the singular
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(of / 1000 ** power);
}

/** A span of milliseconds as 7 s (7 秒), 2:05 or 1:02:03. */
export function span(ms: number, language: Language): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return language === 'zh' ? `${s} 秒` : `${s} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** So many bytes in MiB, as etcd's own limits are said in. */
export const mebibytes = (of: number, language: Language): string =>
  `${new Intl.NumberFormat(tags[language], { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(of / 2 ** 20)} MiB`;

/** How long ago something was, in its largest whole unit: 12 seconds ago, 3 minutes ago. */
export function ago(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const said = (count: number, unit: Intl.RelativeTimeFormatUnit) =>
    new Intl.RelativeTimeFormat(tags[language], { numeric: 'always' }).format(-count, unit);
  if (seconds < 60) return said(seconds, 'second');
  if (seconds < 3600) return said(Math.floor(seconds / 60), 'minute');
  return seconds < 86_400 ? said(Math.floor(seconds / 3600), 'hour') : said(Math.floor(seconds / 86_400), 'day');
}

/** Whole days from one instant to another; negative when it is past. */
export const daysUntil = (iso: string, now: number): number => Math.floor((Date.parse(iso) - now) / 86_400_000);
