import { X509Certificate } from 'node:crypto';
import type { Machine } from './machine.ts';

const ends = new WeakMap<Buffer, number | undefined>();

/** Until when the certificate of a file is valid, in ms since the epoch; undefined where there is none that can be read. */
export function validUntil({ files }: Machine, path: string): number | undefined {
  const content = files.read(path);
  if (content === undefined) return undefined;
  // contents are never changed, so each is read once
  if (!ends.has(content)) ends.set(content, endOf(content));
  return ends.get(content);
}

/** Until when the first certificate of a text is valid, in ms since the epoch; undefined where there is none that can be read. */
export function endOf(pem: Buffer | string): number | undefined {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}

/** Go's words for a certificate that is no longer valid by a host's clock. */
export const expiredWords = (machine: Machine, until: number): string =>
  `x509: certificate has expired or is not yet valid: current time ${rfc3339(machine.date())} is after ${rfc3339(until)}`;

const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Whether that moment is past by a host's clock. What cannot be read is taken for valid. */
export const isPast = (machine: Machine, until: number | undefined): until is number =>
  until !== undefined && machine.date() >= until;
