import { createHmac, randomBytes } from 'node:crypto';

/** A line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) that holds a key. */
export interface KnownHost {
  /** What a key with a marker says is not that a host has it: `@revoked`, `@cert-authority`. */
  readonly marker: string | undefined;
  /** Names and patterns separated by commas, or one hashed name: `|1|salt|hash`. */
  readonly hosts: string;
  readonly type: string;
  /** In base64. */
  readonly key: string;
}

/** Undefined for empty lines, comments, and what is no entry. */
export function parseKnownHost(line: string): KnownHost | undefined {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
  const [hosts = '', type = '', key = ''] = words;
  if (key === '' || hosts.startsWith('#')) return undefined;
  return { marker, hosts, type, key };
}

/** How known_hosts calls a host: on port 22 without brackets and port. `hostId` is `[address]:port`. */
export const nameInFile = (hostId: string): string => hostId.replace(/^\[(.*)\]:22$/, '$1').toLowerCase();

/** OpenSSH's hashed form of a name (HashKnownHosts): whoever reads the file learns no address from it, but can still ask for one. */
export function hashedName(name: string, salt: Uint8Array): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${Buffer.from(salt).toString('base64')}|${hash}`;
}

const hashed = /^\|1\|([A-Za-z0-9+/]{27}=)\|([A-Za-z0-9+/]{27}=)$/;
export const isHashed = (hosts: string): boolean => hashed.test(hosts);
const isPattern = (name: string): boolean => /[*?!]/.test(name);

/** The single names of an entry; undefined where it has patterns, or its name is hashed. */
export function plainNames(hosts: string): readonly string[] | undefined {
  const names = hosts
    .split(',')
    .filter((name) => name !== '')
    .map(nameInFile);
  return hosts.startsWith('|') || names.some(isPattern) ? undefined : names;
}

/** The salt that hashed names of this file have, or a new one. With one salt a host is found by one hash, however many hosts there are. */
export function saltOf(entries: readonly KnownHost[]): Buffer {
  const last = entries.findLast(({ hosts }) => isHashed(hosts));
  return last === undefined ? randomBytes(20) : Buffer.from(hashed.exec(last.hosts)?.[1] ?? '', 'base64');
}

/** Asks which entries a name has. Hashes it once for each salt. */
export function entriesFor(entries: readonly KnownHost[], hostId: string): KnownHost[] {
  const name = nameInFile(hostId);
  const hashes = new Map<string, string>();
  return entries.filter(({ hosts }) => {
    const salt = hashed.exec(hosts)?.[1];
    if (salt === undefined)
      return !hosts.startsWith('|') && matchesPatterns(hosts.toLowerCase().split(',').map(nameInFile), name);
    let own = hashes.get(salt);
    if (own === undefined) hashes.set(salt, (own = hashedName(name, Buffer.from(salt, 'base64'))));
    return own === hosts;
  });
}

/** A pattern that begins with `!` and matches takes the whole entry back. */
function matchesPatterns(patterns: readonly string[], name: string): boolean {
  const negated = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  if (negated.some((pattern) => matches(pattern, name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern, name));
}

/** `*` is any text, `?` one character. Goes back to the latest star only, so that no pattern takes long. */
function matches(pattern: string, name: string): boolean {
  let [p, n, star, from] = [0, 0, -1, 0];
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      from = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++from;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Whether a key is one, of the type that its line says: its bytes begin with the length and the name of it (RFC 4253, 6.6). */
export function isSoundKey({ type, key }: Pick<KnownHost, 'type' | 'key'>): boolean {
  if (!/^[A-Za-z0-9@.-]{1,64}$/.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
  const bytes = Buffer.from(key, 'base64');
  return (
    bytes.length > 4 + type.length &&
    bytes.readUInt32BE(0) === type.length &&
    bytes.toString('latin1', 4, 4 + type.length) === type
  );
}
