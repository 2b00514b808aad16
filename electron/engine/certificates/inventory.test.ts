import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { specOf } from '../../../test/fixtures/site.ts';
import type { InventoryEntry } from '../../../shared/certificates/inventory.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { wantedLeaves } from '../../../shared/certificates/wanted-leaves.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import { type ClusterPki, ensurePki, type WantedPki } from '../pki/cluster-pki.ts';
import { MemoryNode } from '../resources/memory-node.fixture.ts';
import { inventoryOf } from './inventory.ts';

const spec = specOf({ masters: 1, workers: 0 });
const { signal } = new AbortController();
const wanted: WantedPki = {
  policy: { algorithm: 'ecdsa-p256', validity: spec.certificates.validity },
  clusterName: spec.name,
  endpoint: 'https://10.0.0.5:6443',
  leaves: wantedLeaves(unsurveyed(spec), new Set(), 'preparing'),
};
let pki: ClusterPki;
let other: ClusterPki;
beforeAll(async () => {
  const now = new Date('2026-03-01T08:00:00Z');
  [pki, other] = await Promise.all([ensurePki(undefined, wanted, now), ensurePki(undefined, wanted, now)]);
});

/** A master whose files sed reads for itself: what leaves the host is what the real program prints. */
function master(files: Readonly<Record<string, string>>): MemoryNode {
  const directory = mkdtempSync(join(tmpdir(), 'barque-inventory-'));
  const node = new MemoryNode();
  const names = Object.keys(files);
  for (const [i, content] of Object.values(files).entries()) writeFileSync(join(directory, String(i)), content);
  node.run = (argv) => {
    const path = argv.at(-1) ?? '';
    const i = names.indexOf(path);
    if (i < 0) return { status: 1, errors: `sed: can't read ${path}: No such file or directory` };
    const [program = '', ...args] = argv;
    return { status: 0, output: execFileSync(program, [...args.slice(0, -1), join(directory, String(i))], { encoding: 'utf8' }) };
  };
  return node;
}
const inventory = (node: MemoryNode) => inventoryOf(spec, pki.certificates, { nodes: new Map([['m1', node]]) }, signal);
const at = (entries: readonly InventoryEntry[], path: string) =>
  entries.find((entry) => entry.host === 'm1' && entry.path === path);

describe('the inventory', () => {
  test('compares what lies on a host with what is kept, in one round trip, and takes no key', async () => {
    const server = pkiNames.etcdServer('m1');
    const node = master({
      '/etc/etcd/pki/server.crt': pki.certificates[server.certificate] ?? '',
      '/etc/etcd/pki/peer.crt': other.certificates[pkiNames.etcdPeer('m1').certificate] ?? '',
      '/etc/kubernetes/admin.conf': pki.secrets[pkiNames.admin.kubeconfig] ?? '',
      '/var/lib/kubelet/pki/kubelet-client-current.pem': `${pki.secrets[pkiNames.admin.key] ?? ''}${pki.certificates[pkiNames.admin.certificate] ?? ''}`,
      '/var/lib/kubelet/pki/kubelet.crt': 'no certificate',
    });
    const printed: string[] = [];
    const { run } = node;
    node.run = (argv) => {
      const answer = run(argv);
      printed.push(answer.output ?? '');
      return answer;
    };
    const entries = await inventory(node);
    expect(node.trips).toHaveLength(1);
    expect(printed.join()).toContain('BEGIN CERTIFICATE');
    expect(printed.join()).not.toMatch(/PRIVATE KEY/);
    expect(at(entries, '/etc/etcd/pki/server.crt')).toMatchObject({ match: 'same', certificate: { signer: 'etcd' } });
    expect(at(entries, '/etc/etcd/pki/peer.crt')).toMatchObject({ match: 'other', certificate: { signer: 'unknown' } });
    expect(at(entries, '/etc/kubernetes/admin.conf')).toMatchObject({
      match: 'not-kept',
      certificate: { signer: 'kubernetes', subject: 'O=kubeadm:cluster-admins, CN=kubernetes-admin' },
    });
    expect(at(entries, '/var/lib/kubelet/pki/kubelet-client-current.pem')).toMatchObject({ match: 'not-kept' });
    expect(at(entries, '/var/lib/kubelet/pki/kubelet.crt')).toMatchObject({ match: 'unreadable' });
    expect(at(entries, '/etc/kubernetes/pki/ca.crt')).toMatchObject({ match: 'missing' });
  });

  test('has the workspace’s own even where no host answers', async () => {
    const entries = await inventoryOf(spec, pki.certificates, { nodes: new Map() }, signal);
    expect(entries.map((entry) => [entry.path, entry.certificate?.signer])).toEqual([
      ['pki.admin.crt', 'kubernetes'],
      ['pki.etcd-ca.crt', 'itself'],
      ['pki.front-proxy-ca.crt', 'itself'],
      ['pki.kubernetes-ca.crt', 'itself'],
    ]);
  });
});
