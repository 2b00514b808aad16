import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ParentFault } from '../../../shared/problems/pki.ts';
import { problem, ProblemError, type Problem } from '../../../shared/problems/problem.ts';
import type { Authority } from './authority.ts';
import { DAY, extensionOf } from './certificate.ts';
import { bytesOf, children } from './der.ts';
import { subjectText } from './inspect.ts';
import { privatePem, signatureOf } from './key.ts';

/** The company's authority as the operator gives it. */
export interface ParentMaterial {
  /** PEM; of several certificates the first is the authority's. */
  readonly certificate: string;
  /** PEM, of any kind that OpenSSL writes. */
  readonly key: string;
  readonly passphrase?: string | undefined;
}

/**
 * Reads the company's authority, for the cluster's authorities to be signed by it.
 * @throws {ProblemError} `pki.parent-unusable` where what it signs would be worth nothing, or it may not sign
 */
export function readParent({ certificate: pem, key, passphrase }: ParentMaterial, clock: Date): Authority {
  const certificate = parentCertificate(pem);
  const refuse = (fault: ParentFault) => unusable(subjectText(certificate), fault);
  const privateKey = readKey(key, passphrase);
  if (!privateKey) throw refuse('key-unreadable');
  if (!certificate.checkPrivateKey(privateKey)) throw refuse('mismatch');
  if (!signatureOf(privateKey)) throw refuse('key-kind');
  if (!certificate.ca || !maySign(certificate)) throw refuse('not-an-authority');
  if (pathLengthOf(certificate) === 0) throw refuse('no-room');
  const time = clock.getTime();
  // one that was made a moment ago may lie ahead of the earliest clock
  if (time + DAY < Date.parse(certificate.validFrom) || time >= Date.parse(certificate.validTo)) throw refuse('out-of-date');
  return { certificate: certificate.toString(), key: privatePem(privateKey) };
}

/** @throws {ProblemError} `pki.parent-unusable` */
export function parentCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw unusable('', 'unreadable');
  }
}

/** What to tell of a parent that can be used: that it ends before authorities of so many days would. */
export function parentWarnings(pem: string, days: number, clock: Date): Problem[] {
  const certificate = parentCertificate(pem);
  const end = new Date(certificate.validTo);
  if (end.getTime() >= clock.getTime() + days * DAY) return [];
  return [problem('pki.parent-ends', { subject: subjectText(certificate), notAfter: end.toISOString(), days })];
}

const unusable = (subject: string, fault: ParentFault) => new ProblemError(problem('pki.parent-unusable', { subject, fault }));

function readKey(key: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    // without a passphrase an encrypted key is refused; OpenSSL would ask for it on the terminal
    return createPrivateKey({ key, format: 'pem', passphrase: passphrase ?? '' });
  } catch {
    return undefined;
  }
}

/** Whether the key may sign certificates: it says so, or says nothing about its usage (RFC 5280 4.2.1.3). */
function maySign(certificate: X509Certificate): boolean {
  const usage = extensionOf(certificate, '2.5.29.15');
  // the first byte counts the unused bits; keyCertSign is the sixth bit
  return usage === undefined || ((bytesOf(usage)[1] ?? 0) & 0x04) !== 0;
}

/** How many authorities may follow (RFC 5280 4.2.1.9); undefined where any number may. */
function pathLengthOf(certificate: X509Certificate): number | undefined {
  const [, length] = children(extensionOf(certificate, '2.5.29.19'));
  return length && Number(`0x${bytesOf(length).toString('hex')}`);
}
