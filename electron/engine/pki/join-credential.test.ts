import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { specOf } from '../../../test/fixtures/site.ts';
import { MINUTE } from './certificate.ts';
import { defaultPolicy } from './authorities.ts';
import { ensurePki } from './cluster-pki.ts';
import { describe as inspect } from './inspect.ts';
import { joinCredential } from './join-credential.ts';

const policy = { ...defaultPolicy, algorithm: 'ecdsa-p256' as const };
const spec = { ...specOf(), certificates: { ...specOf().certificates, algorithm: 'ecdsa-p256' as const } };
const made = new Date('2026-03-01T08:00:00Z');
const pki = ensurePki(undefined, { clusterName: 'demo', endpoint: 'https://10.0.0.5:6443', leaves: [], policy }, made);

const config = z.object({
  clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })),
  users: z.array(z.object({ user: z.object({ 'client-certificate-data': z.base64() }) })),
});
async function certificateAt(now: Date) {
  const { clusters, users } = config.parse(load(await joinCredential(await pki, spec, 'w1', now)));
  const pem = Buffer.from(users[0]?.user['client-certificate-data'] ?? '', 'base64').toString();
  return { server: clusters[0]?.cluster.server, ...inspect(pem) };
}

describe('what a node joins by', () => {
  test('is a bootstrapper of kubeadm’s, at the endpoint', async () => {
    const { server, subject } = await certificateAt(made);
    expect(server).toBe('https://10.0.0.5:6443');
    expect(subject).toBe('O=system:bootstrappers:kubeadm:default-node-token, CN=system:bootstrap:w1');
  });

  test('is good for twenty minutes from when the join begins, however long the run was paused before', async () => {
    const paused = new Date(made.getTime() + 300 * MINUTE);
    expect((await certificateAt(paused)).notAfter.getTime() - paused.getTime()).toBe(20 * MINUTE);
  });
});
