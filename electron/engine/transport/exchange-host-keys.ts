import { readFile } from 'node:fs/promises';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { readIfThere, reasonOf } from '../workspace/durable-file.ts';
import { changeKnownHosts, entriesIn, fingerprint, lineFor, linesOf } from './host-keys.ts';
import { entriesFor, isHashed, isSoundKey, type KnownHost, plainNames, saltOf } from './known-hosts.ts';

/** A known_hosts of thousands of hosts has some MB; in bytes. */
const largest = 16 * 1024 * 1024;

/** What became of the lines of a file that was imported. */
export interface Imported {
  /** How many keys are trusted now that were not before. */
  readonly added: number;
  /** How many were known already. */
  readonly known: number;
  /** How many lines are no plain trust in one host's key: patterns, certificate authorities, revocations, damaged keys. */
  readonly skipped: number;
  /** Hosts that are known by another key, which was not replaced. */
  readonly conflicts: readonly string[];
}

/**
 * Trusts the host keys of an OpenSSH known_hosts file in the workspace's `file`. Plain names are hashed on the way, hashed ones are
 * taken as they are.
 * @throws {ProblemError} `workspace.unusable`
 */
export async function importHostKeys(file: string, from: string): Promise<Imported> {
  const text = await readFile(from, 'utf8').catch((error: unknown) => Promise.reject(unreadable(from, reasonOf(error))));
  if (text.length > largest) throw unreadable(from, `${text.length} bytes`);
  const offered = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  let result: Imported = { added: 0, known: 0, skipped: 0, conflicts: [] };
  await changeKnownHosts(file, (lines) => {
    let [known, skipped] = [0, 0];
    const conflicts = new Set<string>();
    const had = entriesIn(lines);
    const salt = saltOf(had);
    const added = new Set<string>();
    const standing = new Set(had.map(({ hosts, type, key }) => `${hosts} ${type} ${key}`));
    for (const line of offered) {
      const [entry] = entriesIn([line]);
      const names = entry === undefined ? undefined : namesOf(entry);
      if (entry === undefined || names === undefined) {
        skipped++;
        continue;
      }
      for (const name of names) {
        const { type, key } = entry;
        const wanted = isHashed(name) ? `${name} ${type} ${key}` : lineFor(name, type, key, salt);
        const ofHost = isHashed(name) ? [] : entriesFor(had, name).filter((e) => e.marker === undefined);
        if (standing.has(wanted) || added.has(wanted) || ofHost.some((e) => e.type === type && e.key === key)) known++;
        else if (ofHost.some((e) => e.type === type)) conflicts.add(name);
        else added.add(wanted);
      }
    }
    result = { added: added.size, known, skipped, conflicts: [...conflicts].sort() };
    return added.size === 0 ? undefined : [...lines, ...added];
  });
  return result;
}

/** The single names that an entry trusts its key for; undefined where it says anything else. */
function namesOf(entry: KnownHost): readonly string[] | undefined {
  if (entry.marker !== undefined || !isSoundKey(entry)) return undefined;
  return isHashed(entry.hosts) ? [entry.hosts] : plainNames(entry.hosts);
}

/** The workspace's host keys as lines of a known_hosts file. */
export const exportHostKeys = async (file: string): Promise<readonly string[]> =>
  entriesIn(await linesOf(file)).flatMap(({ marker, hosts, type, key }) =>
    marker === undefined ? [`${hosts} ${type} ${key}`] : [],
  );

/** Adds the workspace's host keys to an OpenSSH known_hosts file, which keeps all that it has. Gives how many were added. */
export async function exportHostKeysTo(file: string, to: string): Promise<number> {
  const ours = await exportHostKeys(file);
  let added = 0;
  const add = (lines: readonly string[]) => {
    const there = new Set(lines);
    const missing = ours.filter((line) => !there.has(line));
    added = missing.length;
    return added === 0 ? undefined : [...lines, ...missing];
  };
  // it is the operator's own, wherever they have it
  await changeKnownHosts(to, add, readIfThere);
  return added;
}

/** A host key that is trusted. */
export interface TrustedKey {
  /** What the file calls the host; undefined where it is hashed and none of the hosts that were asked for. */
  readonly host: string | undefined;
  readonly type: string;
  readonly fingerprint: string;
}

/** All trusted keys; hashed names are known again where they are among `hosts` (`[address]:port`). */
export async function listHostKeys(file: string, hosts: readonly string[]): Promise<readonly TrustedKey[]> {
  const entries = entriesIn(await linesOf(file)).filter(({ marker }) => marker === undefined);
  const names = new Map(hosts.flatMap((host) => entriesFor(entries, host).map((entry) => [entry, host] as const)));
  return entries.map((entry) => ({
    host: names.get(entry) ?? (isHashed(entry.hosts) ? undefined : entry.hosts),
    type: entry.type,
    fingerprint: fingerprint(entry.key),
  }));
}

const unreadable = (path: string, reason: string) => new ProblemError(problem('workspace.unusable', { path, reason }));
