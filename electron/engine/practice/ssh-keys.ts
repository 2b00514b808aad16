import ssh2 from 'ssh2';

/** A key pair in OpenSSH's form. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A new key pair. ssh2 now and then writes one that it cannot read itself. */
export function newKeyPair(): KeyPair {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return ssh2.utils.parseKey(pair.private) instanceof Error ? newKeyPair() : pair;
}
