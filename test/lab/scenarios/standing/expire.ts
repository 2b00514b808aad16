import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptMaterial, keepMaterial } from '../../../../electron/engine/cluster-material.ts';
import { HOUR, partsOf, signCertificate } from '../../../../electron/engine/pki/certificate.ts';
import { openWorkspace } from '../../../../electron/engine/workspace/workspace.ts';
import { pkiNames } from '../../../../shared/model/pki-names.ts';
import { type Lab, onNode } from '../../lab.ts';

export interface SigningAuthority {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;
const inKubeconfig = /(client-certificate-data: )(\S+)/g;

/** What lies in several places is the same in all of them afterwards. */
const expiredOnes = new Map<string, string>();

/**
 * A file with each leaf in it signed again by its own authority, the same in all but its number and its time: it ended an hour before `now`. A leaf is
 * a PEM block, or the client certificate of a kubeconfig. Authorities, and leaves of an authority that is not given, stay.
 */
export function withExpiredLeaves(text: string, authorities: readonly SigningAuthority[], now: Date): string {
  const expire = (pem: string): string => {
    const certificate = new X509Certificate(pem);
    const signer = authorities.find((one) => certificate.checkIssued(new X509Certificate(one.certificate)));
    if (certificate.ca || !signer) return pem;
    const key = `${now.getTime()} ${pem.trim()}`;
    const made = expiredOnes.get(key) ?? endedBefore(certificate, signer, now);
    expiredOnes.set(key, made);
    return made;
  };
  return text
    .replaceAll(block, expire)
    .replaceAll(
      inKubeconfig,
      (_, field: string, data: string) =>
        `${field}${Buffer.from(expire(Buffer.from(data, 'base64').toString('utf8'))).toString('base64')}`,
    );
}

function endedBefore(certificate: X509Certificate, { certificate: issuer, key }: SigningAuthority, now: Date): string {
  const [parts, signer] = [partsOf(certificate), partsOf(new X509Certificate(issuer))];
  assert.ok(parts && signer, 'a certificate that cannot be read');
  return signCertificate(
    {
      subject: parts.subject,
      issuer: signer.subject,
      publicKey: certificate.publicKey,
      validity: { notBefore: new Date(now.getTime() - 48 * HOUR), notAfter: new Date(now.getTime() - HOUR) },
      extensions: parts.extensions,
    },
    createPrivateKey(key),
  );
}

const where = (directories: readonly string[]) =>
  String.raw`find ${directories.join(' ')} -type f \( -name '*.crt' -o -name '*.pem' -o -name '*.conf' \) 2>/dev/null`;
const read = (directories: readonly string[]) =>
  `for file in $(${where(directories)}); do echo "$file $(base64 -w0 "$file")"; done`;
const directories = ['/etc/kubernetes', '/etc/etcd'];
/** Where the kubelet has the certificate that it renews by itself, late in its life: while it is off it does not. */
const ofKubelet = '/var/lib/kubelet/pki';
const write = 'while read -r file data; do echo "$data" | base64 -d >"$file"; done';

/**
 * Lets every certificate of a cluster expire that does not renew itself, where it lies: on the masters and in the workspace; and those of
 * the kubelets of these nodes. Nothing is started again: who serves takes a file that has changed for new connections, as time would have it.
 */
export async function expireCertificates(
  lab: Lab,
  masters: readonly string[],
  workspacePath: string,
  kubelets: readonly string[] = [],
): Promise<void> {
  const workspace = await openWorkspace(workspacePath);
  const kept = await keptMaterial(workspace);
  assert.ok(kept, 'the workspace has no certificates');
  const now = new Date();
  const authorities = [pkiNames.etcdAuthority, pkiNames.kubernetesAuthority, pkiNames.frontProxyAuthority].map((names) => ({
    certificate: kept.certificates[names.certificate] ?? '',
    key: kept.secrets[names.key] ?? '',
  }));
  const expired = (text: string) => withExpiredLeaves(text, authorities, now);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, expired(text)]));
  await Promise.all(
    [...new Set([...masters, ...kubelets])].map(async (node) => {
      const isMaster = masters.includes(node);
      const found = [...(isMaster ? directories : []), ...(kubelets.includes(node) ? [ofKubelet] : [])];
      const lines = (await onNode(lab, node, read(found))).trimEnd().split('\n');
      const changed = lines.flatMap((line) => {
        const [file = '', data = ''] = line.split(' ');
        const text = Buffer.from(data, 'base64').toString('utf8');
        return expired(text) === text ? [] : [`${file} ${Buffer.from(expired(text)).toString('base64')}\n`];
      });
      assert.ok(changed.length >= (isMaster ? 6 : 1), `${node}: hardly a leaf among ${lines.length} files`);
      await onNode(lab, node, write, { input: changed.join('') });
    }),
  );
  await keepMaterial(workspace, { certificates: all(kept.certificates), secrets: all(kept.secrets) }, kept);
  const adminConf = join(workspace.exports, 'admin.conf');
  await writeFile(adminConf, expired(await readFile(adminConf, 'utf8')));
}
