import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is known of a key that a host shows; `changed` is the fingerprint of the key that was pinned. */
export type HostKeyVerdict = 'known' | 'new' | { readonly changed: string };

/** The host keys that are trusted. `hostId` is `[address]:port`; `type` is OpenSSH's name (ssh-ed25519, ssh-rsa), the key in base64. */
export interface HostKeys {
  /** A host that is known by another type of key only counts as changed. */
  readonly check: (hostId: string, type: string, keyBase64: string) => HostKeyVerdict;
  /** The types of key by which a host is known: to be asked for first. */
  readonly types: (hostId: string) => readonly string[];
  /** Trusts a key from now on; resolves once that is on disk. */
  readonly pin: (hostId: string, type: string, keyBase64: string) => Promise<void>;
}

/** SHA256:..., as `ssh-keygen -l` prints it. */
export const fingerprint = (keyBase64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(keyBase64, 'base64')).digest('base64').replace(/=+$/, '')}`;

interface Entry {
  readonly hosts: readonly string[];
  readonly type: string;
  readonly key: string;
}

// OpenSSH writes a host on port 22 without brackets and port.
const nameInFile = (hostId: string): string => hostId.replace(/^\[(.*)\]:22$/, '$1');

function parse(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    const [hosts = '', type = '', key = ''] = line.trim().split(/\s+/);
    // Comments, hashed names (|1|...) and markers (@revoked) are kept in the file and match no host.
    if (key === '' || /^[#|@]/.test(hosts)) return [];
    return [{ hosts: hosts.split(',').map(nameInFile), type, key }];
  });
}

/** Takes the pinned keys of a host out of a known_hosts file; all else in it stays. Its next contact is its first. */
export async function forgetHostKey(file: string, hostId: string): Promise<void> {
  const text = await textIn(file);
  const kept = text.split('\n').filter((line) => !parse(line).some(({ hosts }) => hosts.includes(nameInFile(hostId))));
  if (kept.join('\n') !== text) await replaceFile(file, kept.join('\n'));
}

const textIn = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });

/** Opens a known_hosts file in OpenSSH's format; it is made on the first pin, with mode 0600, and replaced as a whole. */
export async function openHostKeys(file: string): Promise<HostKeys> {
  let text = await textIn(file);
  let entries = parse(text);
  let writing = Promise.resolve();

  const entriesOf = (hostId: string) => entries.filter((e) => e.hosts.includes(nameInFile(hostId)));
  const save = () => (writing = writing.catch(() => undefined).then(() => replaceFile(file, text)));

  return {
    check(hostId, type, keyBase64) {
      const known = entriesOf(hostId);
      if (known.some((e) => e.type === type && e.key === keyBase64)) return 'known';
      const pinned = known.find((e) => e.type === type) ?? known[0];
      return pinned === undefined ? 'new' : { changed: fingerprint(pinned.key) };
    },
    types: (hostId) => entriesOf(hostId).map((e) => e.type),
    async pin(hostId, type, keyBase64) {
      const gap = text === '' || text.endsWith('\n') ? '' : '\n';
      text += `${gap}${nameInFile(hostId)} ${type} ${keyBase64}\n`;
      entries = parse(text);
      await save();
    },
  };
}

/** Writes beside the file and renames, so that a crash leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  // Windows cannot open a folder; there the rename alone must do.
  const folder = await open(dirname(file), 'r').catch(() => undefined);
  await folder?.sync();
  await folder?.close();
}
