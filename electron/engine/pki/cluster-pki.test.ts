import { createPublicKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { defaultPolicy } from './authorities.ts';
import { DAY, HOUR } from './certificate.ts';
import { clusterPki, ensurePki, type ClusterPki, type WantedPki } from './cluster-pki.ts';
import { describe as inspect } from './inspect.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { wantedLeaves } from '../../../shared/certificates/wanted-leaves.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import { specOf } from '../../../test/fixtures/site.ts';

const now = new Date('2026-03-01T08:00:00Z');
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const cluster = unsurveyed(specOf());
const joining = new Set(['m2', 'm3', 'w1']);
const nobody = new Set<string>();
const wanted: WantedPki = {
  clusterName: 'harbour',
  endpoint: 'https://10.0.0.100:6443',
  leaves: wantedLeaves(cluster, joining, 'preparing'),
  policy: { ...defaultPolicy, algorithm: 'ecdsa-p256' },
};
/** What a deployment that goes on wants, where nobody is left to join. */
const goingOn: WantedPki = { ...wanted, leaves: wantedLeaves(cluster, nobody, 'founding') };

let pki: ClusterPki;
beforeAll(async () => {
  pki = await ensurePki(undefined, wanted, now);
});

/** The names whose content differs between two. */
const changes = (a: ClusterPki, b: ClusterPki): string[] => {
  const [before, then] = [
    { ...a.certificates, ...a.secrets },
    { ...b.certificates, ...b.secrets },
  ];
  return Object.keys({ ...before, ...then })
    .filter((name) => before[name] !== then[name])
    .sort();
};
const authorityNames = ['pki.etcd-ca', 'pki.kubernetes-ca', 'pki.front-proxy-ca'];

describe('a new PKI', () => {
  test('holds everything by name, certificates apart from secrets', () => {
    const etcd = ['m1', 'm2', 'm3'].flatMap((m) => [`pki.etcd.${m}.server`, `pki.etcd.${m}.peer`]);
    const kubelets = ['pki.kubelet.m2', 'pki.kubelet.m3'];
    const uses = ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client'];
    const placed = ['m1', 'm2', 'm3'].flatMap((m) => uses.map((use) => `pki.${use}.${m}`));
    const pairs = [...authorityNames, ...etcd, 'pki.etcd.client', 'pki.admin', ...placed, ...kubelets];
    expect(Object.keys(pki.certificates).sort()).toEqual([...pairs.map((n) => `${n}.crt`), 'pki.service-account.pub'].sort());
    expect(Object.keys(pki.secrets).sort()).toEqual(
      [...pairs.map((n) => `${n}.key`), 'pki.service-account.key', 'pki.admin.conf'].sort(),
    );
    expect(Object.values(pki.certificates).join()).not.toContain('PRIVATE');
  });

  test('chains etcd to its own authority, and users to that of Kubernetes', () => {
    for (const [name, pem] of Object.entries(pki.certificates)) {
      if (name.endsWith('.pub')) continue;
      const etcd = name.startsWith('pki.etcd');
      const frontProxy = name.startsWith('pki.front-proxy');
      const issuer = etcd ? 'pki.etcd-ca.crt' : frontProxy ? 'pki.front-proxy-ca.crt' : 'pki.kubernetes-ca.crt';
      const authority = new X509Certificate(pki.certificates[issuer] ?? '');
      expect(new X509Certificate(pem).verify(authority.publicKey), name).toBe(true);
    }
  });

  test('has authorities for ten years, and leaves for one', () => {
    const lasts = (name: string) => inspect(pki.certificates[name] ?? '').notAfter.getTime() - now.getTime();
    expect(authorityNames.map((name) => lasts(`${name}.crt`))).toEqual(authorityNames.map(() => 3650 * DAY));
    expect(lasts('pki.etcd.m1.peer.crt')).toBe(365 * DAY);
    expect(lasts('pki.admin.crt')).toBe(365 * DAY);
  });

  test('lets the administrator in by the group that kubeadm binds', () => {
    expect(inspect(pki.certificates['pki.admin.crt'] ?? '').subject).toBe('O=kubeadm:cluster-admins, CN=kubernetes-admin');
  });

  test('has a service account public key that belongs to the private one', () => {
    const own = createPublicKey(pki.secrets['pki.service-account.key'] ?? '');
    expect(own.equals(createPublicKey(pki.certificates['pki.service-account.pub'] ?? ''))).toBe(true);
  });
});

describe('a PKI that is there', () => {
  test('stays as it is, byte by byte, also after it was stored and loaded', async () => {
    const loaded = clusterPki.parse(JSON.parse(JSON.stringify(pki)));
    expect(await ensurePki(loaded, wanted, after(0.4 * HOUR))).toEqual(pki);
  });

  test('is not changed in place', async () => {
    const before = structuredClone(pki);
    await ensurePki(pki, wanted, after(340 * DAY));
    expect(pki).toEqual(before);
  });

  test('gets its leaves anew when less than 30 days are left, never its authorities', async () => {
    const renewed = changes(pki, await ensurePki(pki, goingOn, after(340 * DAY)));
    expect(renewed).toContain('pki.admin.conf');
    expect(renewed.filter((name) => name.includes('-ca.') || name.includes('service-account'))).toEqual([]);
  });

  test("gets etcd's leaves anew only when they have ended: all members would restart at once", async () => {
    const ofEtcd = (names: readonly string[]) => names.filter((name) => /^pki\.etcd\.(client|m\d)/.test(name));
    const near = await ensurePki(pki, goingOn, after(363 * DAY));
    expect(ofEtcd(changes(pki, near))).toEqual([]);
    const ended = await ensurePki(pki, goingOn, after(366 * DAY));
    expect(ofEtcd(changes(pki, ended))).toContain('pki.etcd.client.crt');
  });

  test('gets only the leaves of a host whose address changed', async () => {
    const nodes = cluster.nodes.map((node) => (node.name === 'm2' ? { ...node, nodeAddress: '10.0.0.22' } : node));
    const leaves = wantedLeaves({ ...cluster, nodes }, nobody, 'founding');
    const moved = await ensurePki(pki, { ...goingOn, leaves }, now);
    expect(changes(pki, moved)).toEqual(
      ['peer', 'server'].flatMap((use) => [`pki.etcd.m2.${use}.crt`, `pki.etcd.m2.${use}.key`]),
    );
    expect(inspect(moved.certificates[pkiNames.etcdServer('m2').certificate] ?? '').sans).toContain('IP Address:10.0.0.22');
  });

  test('keeps what lies on masters as it is, even near its end; a master that is set up gets it anew', async () => {
    const apiServer = (of: ClusterPki, master: string) => of.certificates[pkiNames.apiServer(master).certificate];
    const later = await ensurePki(pki, goingOn, after(350 * DAY));
    expect(apiServer(later, 'm1')).toBe(apiServer(pki, 'm1'));
    const again = { ...goingOn, leaves: wantedLeaves(cluster, new Set(['m2']), 'founding') };
    const anew = await ensurePki(pki, again, after(350 * DAY));
    expect(apiServer(anew, 'm2')).not.toBe(apiServer(pki, 'm2'));
    expect(apiServer(anew, 'm1')).toBe(apiServer(pki, 'm1'));
    expect(changes(pki, await ensurePki(pki, again, now))).toEqual([]);
  });

  test('gets only kubeconfigs anew for another endpoint', async () => {
    const moved = await ensurePki(pki, { ...wanted, endpoint: 'https://10.0.0.200:6443' }, now);
    expect(changes(pki, moved)).toEqual(['pki.admin.conf']);
  });
});

describe('a damaged authority is a problem and never replaced', () => {
  const problemOf = async (damaged: ClusterPki, clock = now) => {
    const error: unknown = await ensurePki(damaged, wanted, clock).catch((caught: unknown) => caught);
    if (!(error instanceof ProblemError)) throw new Error('expected a ProblemError');
    const { code, params } = error.problems[0];
    return [code, params['authority'], params['fault']];
  };
  const without = (record: Record<string, string>, name: string) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

  test.each(['pki.etcd-ca', 'pki.kubernetes-ca', 'pki.front-proxy-ca'])(
    '%s without its key, or gone altogether',
    async (name) => {
      const keyless = { ...pki, secrets: without(pki.secrets, `${name}.key`) };
      expect(await problemOf(keyless)).toEqual(['pki.authority-unusable', `${name}.crt`, 'incomplete']);
      const gone = { ...keyless, certificates: without(pki.certificates, `${name}.crt`) };
      expect(await problemOf(gone)).toEqual(['pki.authority-unusable', `${name}.crt`, 'incomplete']);
    },
  );

  test('with the key of another', async () => {
    const swap = (name: string) => ({ ...pki, secrets: { ...pki.secrets, [name]: pki.secrets['pki.admin.key'] ?? '' } });
    expect(await problemOf(swap('pki.etcd-ca.key'))).toEqual(['pki.authority-unusable', 'pki.etcd-ca.crt', 'mismatch']);
    const tokens = await problemOf(swap('pki.service-account.key'));
    expect(tokens).toEqual(['pki.authority-unusable', 'pki.service-account.pub', 'mismatch']);
  });

  test('torn', async () => {
    const torn = { ...pki, certificates: { ...pki.certificates, 'pki.kubernetes-ca.crt': '-----BEGIN CERTIFICATE-----\nMII' } };
    expect(await problemOf(torn)).toEqual(['pki.authority-unusable', 'pki.kubernetes-ca.crt', 'unreadable']);
  });

  test('past its end, or before its beginning', async () => {
    expect((await problemOf(pki, after(3651 * DAY)))[0]).toBe('pki.authority-out-of-date');
    expect((await problemOf(pki, after(-2 * DAY)))[0]).toBe('pki.authority-out-of-date');
  });
});

test('an aborted run makes nothing', async () => {
  await expect(ensurePki(undefined, wanted, now, AbortSignal.abort())).rejects.toThrow('aborted');
});
