import { extensions, distinguishedName, signCertificate, type KeyedCertificate, type Validity } from './certificate.ts';
import { sequence } from './der.ts';
import { newKeyPair, privatePem } from './key.ts';

/** A certificate that signs others, and its key. */
export type Authority = KeyedCertificate;

/** Makes a self-signed authority. */
export async function createAuthority(content: { commonName: string; validity: Validity }): Promise<Authority> {
  const { publicKey, privateKey } = await newKeyPair();
  const name = distinguishedName(content.commonName);
  const certificate = signCertificate(
    {
      subject: name,
      issuer: name,
      publicKey,
      validity: content.validity,
      extensions: sequence(
        extensions.basicConstraints(true),
        extensions.keyUsage('digitalSignature', 'keyCertSign', 'cRLSign'),
        extensions.subjectKeyIdentifier(publicKey),
      ),
    },
    privateKey,
  );
  return { certificate, key: privatePem(privateKey) };
}
