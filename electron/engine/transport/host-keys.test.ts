import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, forgetHostKey, openHostKeys } from './host-keys.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-keys-'));
  file = join(folder, 'known_hosts');
});
afterEach(() => rm(folder, { recursive: true }));

describe('openHostKeys', () => {
  it('pins a key for good, in a form OpenSSH reads, for nobody else to write', async () => {
    const keys = await openHostKeys(file);
    expect(keys.check('[10.0.0.1]:22', 'ssh-ed25519', 'AAAA')).toBe('new');
    await Promise.all([keys.pin('[10.0.0.1]:22', 'ssh-ed25519', 'AAAA'), keys.pin('[10.0.0.2]:2222', 'ssh-rsa', 'BBBB')]);
    const name = '\\|1\\|[A-Za-z0-9+/]{27}=\\|[A-Za-z0-9+/]{27}=';
    expect(await readFile(file, 'utf8'), 'hashed').toMatch(new RegExp(`^${name} ssh-ed25519 AAAA\n${name} ssh-rsa BBBB\n$`));
    expect(await readdir(folder)).toEqual(['known_hosts']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await openHostKeys(file);
    expect(again.check('[10.0.0.1]:22', 'ssh-ed25519', 'AAAA')).toBe('known');
    expect(again.types('[10.0.0.2]:2222')).toEqual(['ssh-rsa']);
  });

  it('tells a changed key by the fingerprint of the pinned one, of another type too', async () => {
    const keys = await openHostKeys(file);
    await keys.pin('[10.0.0.1]:22', 'ssh-ed25519', 'AAAA');
    expect(keys.check('[10.0.0.1]:22', 'ssh-ed25519', 'BBBB')).toEqual({ changed: fingerprint('AAAA') });
    expect(keys.check('[10.0.0.1]:22', 'ssh-rsa', 'BBBB')).toEqual({ changed: fingerprint('AAAA') });
    expect(keys.check('[10.0.0.1]:2222', 'ssh-ed25519', 'BBBB')).toBe('new');
  });

  it('keeps what others wrote into the file', async () => {
    await writeFile(file, '# ours\nm1,10.0.0.1 ssh-rsa AAAA note\n|1|x|y ssh-rsa CCCC');
    const keys = await openHostKeys(file);
    expect(keys.check('[10.0.0.1]:22', 'ssh-rsa', 'AAAA')).toBe('known');
    await keys.pin('[10.0.0.3]:22', 'ssh-rsa', 'DDDD');
    const text = await readFile(file, 'utf8');
    expect(text.split('\n').slice(0, 3)).toEqual(['# ours', 'm1,10.0.0.1 ssh-rsa AAAA note', '|1|x|y ssh-rsa CCCC']);
    expect(text).toMatch(/ ssh-rsa DDDD\n$/);
  });

  it('loses no key where two have the file open', async () => {
    const [one, two] = [await openHostKeys(file), await openHostKeys(file)];
    const hosts = Array.from({ length: 20 }, (_, i) => `[10.0.0.${i}]:22`);
    await Promise.all(hosts.map((host, i) => (i % 2 === 0 ? one : two).pin(host, 'ssh-rsa', 'AAAA')));
    const again = await openHostKeys(file);
    expect(hosts.map((host) => again.check(host, 'ssh-rsa', 'AAAA'))).toEqual(hosts.map(() => 'known'));
  });

  it('refuses a key that is marked as revoked, and takes no key of a marker for a host’s own', async () => {
    await writeFile(file, '@revoked * ssh-rsa AAAA\n10.0.0.1 ssh-rsa AAAA\n@cert-authority 10.0.0.2 ssh-rsa BBBB\n');
    const keys = await openHostKeys(file);
    expect(keys.check('[10.0.0.1]:22', 'ssh-rsa', 'AAAA')).toEqual({ changed: fingerprint('AAAA') });
    expect(keys.check('[10.0.0.2]:22', 'ssh-rsa', 'BBBB')).toBe('new');
    expect(keys.types('[10.0.0.2]:22')).toEqual([]);
  });

  it('forgets one host at one port, and leaves all else in the file', async () => {
    await writeFile(file, '# ours\n10.0.0.1 ssh-rsa AAAA\n[10.0.0.1]:2222 ssh-rsa BBBB\n10.0.0.1 ssh-ed25519 CCCC\n');
    await forgetHostKey(file, '[10.0.0.1]:22');
    expect(await readFile(file, 'utf8')).toBe('# ours\n[10.0.0.1]:2222 ssh-rsa BBBB\n');
    expect(await forgetHostKey(`${file}-of-nobody`, '[10.0.0.1]:22')).toBe(false);
    const keys = await openHostKeys(file);
    await keys.pin('[10.0.0.9]:22', 'ssh-rsa', 'DDDD');
    expect(await forgetHostKey(file, '[10.0.0.9]:22')).toBe(true);
    expect((await openHostKeys(file)).check('[10.0.0.9]:22', 'ssh-rsa', 'DDDD')).toBe('new');
  });

  it('prints fingerprints as ssh-keygen does', () => {
    // A key and what `ssh-keygen -lf` printed for it.
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    expect(fingerprint(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  });
});
