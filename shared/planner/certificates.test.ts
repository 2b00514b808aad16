import { describe, expect, test } from 'vitest';
import { siteWith, type Change } from '../../test/fixtures/findings.ts';
import { specOf } from '../../test/fixtures/site.ts';
import type { FileResource } from '../model/resource.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import { certificates, etcdMemberPki } from './certificates.ts';
import { etcdClientPkiOf } from './etcd.ts';

const pki = '/etc/kubernetes/pki';
/** The files of the first master's step. */
function filesOf(change: Change = {}): FileResource[] {
  const [step] = certificates(siteWith(change));
  return step?.resources.filter((resource) => resource.kind === 'file') ?? [];
}
const named = (...names: string[]) => names.map((name) => `${pki}/${name}`).sort();
const pairs = (...names: string[]) => names.flatMap((name) => [`${name}.crt`, `${name}.key`]);
const shared = [
  ...pairs('ca', 'front-proxy-ca', 'apiserver', 'apiserver-kubelet-client', 'front-proxy-client'),
  'sa.key',
  'sa.pub',
];

describe('what kubeadm finds on a master', () => {
  test('is all of its own names, in both topologies', () => {
    expect(
      filesOf()
        .map((f) => f.path)
        .sort(),
    ).toEqual(named(...shared));
    const stacked = pairs('etcd/ca', 'etcd/server', 'etcd/peer', 'etcd/healthcheck-client', 'apiserver-etcd-client');
    expect(
      filesOf({ topology: 'stacked' })
        .map((f) => f.path)
        .sort(),
    ).toEqual(named(...shared, ...stacked));
  });

  test('leaves stay once the cluster is founded, authorities are looked after', () => {
    const staying = filesOf({ known: { scope: { kind: 'create', founded: true, serving: new Set() } } })
      .filter((file) => file.unlessPresent)
      .map((file) => file.path);
    expect(staying.sort()).toEqual(named(...pairs('apiserver', 'apiserver-kubelet-client', 'front-proxy-client')));
  });

  test('until then leaves follow the spec: an address that was corrected is in them', () => {
    expect(filesOf().filter((file) => file.unlessPresent)).toEqual([]);
  });

  test('keys are for root alone', () => {
    for (const { path, mode } of filesOf({ topology: 'stacked' }))
      expect([path, mode]).toEqual([path, path.endsWith('.key') ? 0o600 : 0o644]);
  });

  test("is, below a company's authority, the self-signed twin too", () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
    const spec = { certificates: { ...specOf().certificates, parent: { certificate, secret: 'company-ca' } } };
    expect(filesOf({ spec }).map((f) => f.path)).toContain(`${pki}/ca-self-signed.crt`);
  });
});

describe("an external member's files", () => {
  const of = (files: 'standard' | 'classic') => {
    const site = siteWith({ spec: { etcd: { ...specOf().etcd, files } } });
    return { site, paths: etcdMemberPki(site, site.first).map((file) => file.path) };
  };

  test('have names like any other of kubeadm, or the classic ones', () => {
    expect(of('standard').paths).toEqual(['ca.crt', ...pairs('server', 'peer', 'client')].map((name) => `/etc/etcd/pki/${name}`));
    expect(of('classic').paths).toEqual(
      ['ca.pem', ...['server', 'peer', 'client'].flatMap((name) => [`${name}.pem`, `${name}-key.pem`])].map(
        (name) => `${pki}/etcd/${name}`,
      ),
    );
  });

  test('are not what kubeadm is given, and are where etcdctl looks', () => {
    for (const files of ['standard', 'classic'] as const) {
      const { site, paths } = of(files);
      expect(certificates(site)[0]?.resources.filter((r) => r.kind === 'file' && paths.includes(r.path))).toEqual([]);
      expect(paths).toEqual(expect.arrayContaining(Object.values(etcdClientPkiOf(site.spec))));
      expect(paths).toContain(etcdFiles(site.spec).ca);
    }
  });
});
