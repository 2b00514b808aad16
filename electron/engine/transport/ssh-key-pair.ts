import ssh2 from 'ssh2';

/** A key pair in OpenSSH's form. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A new Ed25519 key pair. One in some two hundred that ssh2 1.17 writes cannot be read, not even by itself: that is not handed out. */
export function newKeyPair(): KeyPair {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return ssh2.utils.parseKey(pair.private) instanceof Error ? newKeyPair() : pair;
}
