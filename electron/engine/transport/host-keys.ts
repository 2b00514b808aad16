import { createHash } from 'node:crypto';
import { writeDurably } from '../workspace/durable-file.ts';
import { withLock } from '../workspace/lock-file.ts';
import { readOwn } from '../workspace/own-file.ts';
import { entriesFor, hashedName, type KnownHost, nameInFile, parseKnownHost, saltOf } from './known-hosts.ts';

/** What is known of a key that a host shows; `changed` is the fingerprint of the key that was pinned. */
export type HostKeyVerdict = 'known' | 'new' | { readonly changed: string };

/** The host keys that are trusted. `hostId` is `[address]:port`; `type` is OpenSSH's name (ssh-ed25519, ssh-rsa), the key in base64. */
export interface HostKeys {
  /** A host that is known by another type of key only counts as changed; so does one whose key is marked as revoked. */
  readonly check: (hostId: string, type: string, keyBase64: string) => HostKeyVerdict;
  /** The types of key by which a host is known: to be asked for first. */
  readonly types: (hostId: string) => readonly string[];
  /** Trusts a key from now on; resolves once that is on disk. The file names the host hashed. */
  readonly pin: (hostId: string, type: string, keyBase64: string) => Promise<void>;
}

/** SHA256:..., as `ssh-keygen -l` prints it. */
export const fingerprint = (keyBase64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(keyBase64, 'base64')).digest('base64').replace(/=+$/, '')}`;

/**
 * Opens a known_hosts file in OpenSSH's format; it is made on the first pin, with mode 0600, and replaced as a whole. A pin reads it
 * again under a lock, so that neither tasks nor processes lose each other's.
 * @throws {ProblemError} `workspace.unusable`
 */
export async function openHostKeys(file: string): Promise<HostKeys> {
  let entries = entriesIn(await linesOf(file));
  /** The end of the queue of this process's pins; never rejects. */
  let pins: Promise<unknown> = Promise.resolve();
  /** What the next write takes along. */
  let pending: (readonly [hostId: string, type: string, key: string])[] = [];
  const known = new Map<string, readonly KnownHost[]>();
  const entriesOf = (hostId: string) => {
    let found = known.get(hostId);
    if (found === undefined) known.set(hostId, (found = entriesFor(entries, hostId)));
    return found;
  };

  const writePending = () =>
    changeKnownHosts(file, (lines) => {
      const salt = saltOf(entriesIn(lines));
      const after = [...lines, ...pending.map((one) => lineFor(...one, salt))];
      pending = [];
      entries = entriesIn(after);
      known.clear();
      return after;
    });

  return {
    check(hostId, type, keyBase64) {
      const ofHost = entriesOf(hostId);
      const same = ofHost.filter((e) => e.type === type && e.key === keyBase64);
      if (same.some((e) => e.marker === '@revoked')) return { changed: fingerprint(keyBase64) };
      if (same.some((e) => e.marker === undefined)) return 'known';
      const unmarked = ofHost.filter((e) => e.marker === undefined);
      const pinned = unmarked.find((e) => e.type === type) ?? unmarked[0];
      return pinned === undefined ? 'new' : { changed: fingerprint(pinned.key) };
    },
    types: (hostId) => entriesOf(hostId).flatMap((e) => (e.marker === undefined ? [e.type] : [])),
    pin(hostId, type, keyBase64) {
      pending.push([hostId, type, keyBase64]);
      const pin = pins.then(() => (pending.length === 0 ? undefined : writePending()));
      pins = pin.catch(() => undefined);
      return pin;
    },
  };
}

/**
 * Takes the pinned keys of a host out of a known_hosts file; all else in it stays. Its next contact is its first. True where there
 * were any.
 */
export async function forgetHostKey(file: string, hostId: string): Promise<boolean> {
  let found = false;
  await changeKnownHosts(file, (lines) => {
    const kept = lines.filter((line) => {
      const entry = parseKnownHost(line);
      return entry === undefined || entry.marker !== undefined || entriesFor([entry], hostId).length === 0;
    });
    found = kept.length < lines.length;
    return found ? kept : undefined;
  });
  return found;
}

/** A line as Barque writes it. */
export const lineFor = (hostId: string, type: string, keyBase64: string, salt: Uint8Array): string =>
  `${hashedName(nameInFile(hostId), salt)} ${type} ${keyBase64}`;

export const entriesIn = (lines: readonly string[]): KnownHost[] =>
  lines.flatMap((line) => {
    const entry = parseKnownHost(line);
    return entry === undefined ? [] : [entry];
  });

/** The lines of a known_hosts file, none where there is no file. A workspace's is read as its other files are. */
export const linesOf = async (file: string, read = readOwn): Promise<string[]> =>
  ((await read(file)) ?? '').replace(/\n$/, '').split('\n').filter(isLine);
const isLine = (line: string, at: number, all: readonly string[]) => all.length > 1 || line !== '';

/** Replaces the lines of a known_hosts file by what `change` makes of them, while no other process writes it; undefined leaves them. */
export const changeKnownHosts = (
  file: string,
  change: (lines: string[]) => readonly string[] | undefined,
  read = readOwn,
): Promise<void> =>
  withLock(`${file}.lock`, 'known_hosts', async () => {
    const after = change(await linesOf(file, read));
    if (after !== undefined) await writeDurably(file, after.map((line) => `${line}\n`).join(''), 0o600);
  });
