import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';

/** A company's authority, made by openssl: nothing of Barque has a hand in it. Paths are of PEM files. */
export interface Company {
  readonly directory: string;
  readonly root: string;
  readonly rootPem: string;
  readonly key: string;
  /** One of the company's people who calls himself a member of `system:masters`; signed by the company alone. */
  readonly impostor: { readonly certificate: string; readonly key: string };
}

export async function newCompany(directory: string): Promise<Company> {
  const at = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: directory });
  await openssl(
    ...['req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-days', '5475', '-subj', '/C=CN/O=Acme/CN=Acme Root CA'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-keyout', at('root.key'), '-out', at('root.crt')],
  );
  await openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/O=system:masters/CN=eve',
    '-keyout',
    at('eve.key'),
    '-out',
    at('eve.csr'),
  );
  await writeFile(at('eve.ext'), 'extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\n');
  await openssl(
    ...['x509', '-req', '-in', at('eve.csr'), '-CA', at('root.crt'), '-CAkey', at('root.key'), '-CAcreateserial'],
    ...['-days', '30', '-extfile', at('eve.ext'), '-out', at('eve.crt')],
  );
  return {
    directory,
    root: at('root.crt'),
    rootPem: await readFile(at('root.crt'), 'utf8'),
    key: await readFile(at('root.key'), 'utf8'),
    impostor: { certificate: at('eve.crt'), key: at('eve.key') },
  };
}
