import { parseArgs } from 'node:util';
import type { Language } from '../../../shared/problems/problem.ts';
import { UsageError } from '../arguments.ts';
import { bundleUsage } from './bundle-usage.ts';

const options = {
  out: { type: 'string', short: 'o' },
  key: { type: 'string' },
  size: { type: 'string' },
  split: { type: 'string' },
  for: { type: 'string' },
  kubernetes: { type: 'string' },
  network: { type: 'string' },
  arch: { type: 'string' },
  programs: { type: 'boolean', default: false },
  registry: { type: 'boolean', default: false },
  image: { type: 'string', multiple: true },
  chart: { type: 'string', multiple: true },
  file: { type: 'string', multiple: true },
  mirror: { type: 'string', multiple: true },
  os: { type: 'string' },
  package: { type: 'string' },
  repository: { type: 'string', multiple: true },
  'repository-keys': { type: 'string', multiple: true },
  'iso-sha256': { type: 'string', multiple: true },
  credentials: { type: 'string' },
  cache: { type: 'string' },
  parallel: { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads what follows `barque bundle`. @throws {UsageError} */
export function readBundleArguments(argv: readonly string[], language: Language) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), language);
  }
}
export type BundleArguments = ReturnType<typeof readBundleArguments>['values'];

/** A command line of `barque bundle` that cannot be understood. */
export const misuse = (message: string, language: Language): UsageError => new UsageError(message, bundleUsage[language]);

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** The least part that a bundle is split into, in bytes: fewer than 1000 parts are looked for. */
const leastPart = 1024 ** 2;

/** A size of parts such as 4000M, in bytes. @throws {UsageError} */
export function sizeOf(text: string, language: Language): number {
  const [, digits = '', unit = ''] = /^(\d{1,15})([KMG]?)B?$/i.exec(text) ?? [];
  const size = Number(digits) * (units[unit.toUpperCase()] ?? 1);
  if (digits === '' || !Number.isSafeInteger(size) || size < leastPart) throw misuse(`${text}: 1M, 4000M, 4G`, language);
  return size;
}
