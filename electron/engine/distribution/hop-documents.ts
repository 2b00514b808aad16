import type { Item } from '../../../shared/distribution/chain.ts';
import { isSoundKey } from '../transport/known-hosts.ts';

/** A host as another one reaches it. */
export interface Hop {
  readonly user: string;
  readonly address: string;
  readonly port: number;
  /** Its public keys, as known_hosts has them. */
  readonly hostKeys: readonly string[];
}

/** Names that stand for themselves in ssh_config(5) and on sshd's command line; who is called otherwise is in no chain. */
export const isPlainUser = (user: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}$/.test(user);

/** What ssh of a host is told of the next one: nothing of the host's own settings counts. `directory` has the key and the known hosts. */
export const sshConfig = ({ user, address, port }: Hop, directory: string): string =>
  [
    'Host next',
    ...[`HostName ${address}`, `Port ${port}`, `User ${user}`, 'HostKeyAlias next'],
    ...[`IdentityFile ${directory}/key`, 'IdentitiesOnly yes', 'PreferredAuthentications publickey', 'BatchMode yes'],
    ...[`UserKnownHostsFile ${directory}/known_hosts`, 'GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes'],
    ...['ControlPath none', 'ClearAllForwardings yes', 'ForwardAgent no', 'RequestTTY no', 'Compression no', 'LogLevel ERROR'],
    // the fastest first, where processors have instructions for it
    'Ciphers aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr',
    // one that has lost its power is noticed after nine seconds
    ...['ConnectTimeout 10', 'ServerAliveInterval 3', 'ServerAliveCountMax 3'],
  ]
    .map((line, i) => `${i === 0 ? '' : '  '}${line}\n`)
    .join('');

/** The only host that is known, by the keys that it showed to root on it. */
export const knownHosts = ({ hostKeys }: Pick<Hop, 'hostKeys'>): string =>
  hostKeys
    .flatMap((line) => {
      const [type = '', key = ''] = line.split(' ');
      return isSoundKey({ type, key }) ? [`next ${type} ${key}\n`] : [];
    })
    .join('');

/** What the helper moves, a line each. */
export const itemList = (items: readonly Item[]): string =>
  items
    .map(({ digest, from, size, source, take, onward }) =>
      [digest.replace('sha256:', ''), from, size, source, take ? 'take' : 'pass', onward ? 'on' : 'end'].join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
