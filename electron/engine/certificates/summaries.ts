import { X509Certificate } from 'node:crypto';
import { leavesOf } from '../../../shared/certificates/leaves.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import type { CertificateSummary } from '../../../shared/contract/hand-over.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { describe } from '../pki/inspect.ts';

/** What the certificates that a workspace keeps say, by name; join credentials, which live for two hours, are not among them. @throws {ProblemError} `workspace.broken` */
export function summariesOf(spec: ClusterSpec, certificates: Readonly<Record<string, string>>): CertificateSummary[] {
  const leaves = leavesOf(unsurveyed(spec));
  return Object.entries(certificates)
    .filter(([name]) => name.startsWith('pki.') && name.endsWith('.crt'))
    .map(([name, pem]) => {
      const [leaf, ...others] = leaves.filter((one) => one.names.certificate === name);
      // one that lies on several masters (etcd's client) is no host's
      return { name, ...(leaf?.on !== undefined && others.length === 0 ? { host: leaf.on.host } : {}), ...said(name, pem) };
    });
}

function said(name: string, pem: string): Omit<CertificateSummary, 'name' | 'host'> {
  try {
    const { subject, issuer, notBefore, notAfter, sans } = describe(pem);
    return {
      subject,
      issuer,
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
      authority: new X509Certificate(pem).ca,
      names: [...sans],
    };
  } catch {
    throw new ProblemError(problem('workspace.broken', { path: `pki/${name}`, reason: 'not a certificate' }));
  }
}
