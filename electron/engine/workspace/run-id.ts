import { randomBytes } from 'node:crypto';

/** The form of a run's id, which is a folder's name and part of the names of units on the hosts. */
export const runIdPattern = /^\d{8}-\d{6}-\d{3}-[0-9a-f]{8}$/;

/** A new run's id: the time in UTC, so that ids sort by age, and four random bytes: `20260131-093005-123-9f86d081`. */
export function newRunId(now: Date = new Date(), random: Buffer = randomBytes(4)): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${digits.slice(14, 17)}-${random.toString('hex')}`;
}
