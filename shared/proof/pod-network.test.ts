import { spawnSync } from 'node:child_process';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { proofManifest, proofNamespace } from './pod-network.ts';

const container = z.object({
  image: z.string(),
  command: z.tuple([z.literal('sh'), z.literal('-c'), z.string()]),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
});
const daemonSet = z.object({
  kind: z.literal('DaemonSet'),
  spec: z.object({ template: z.object({ spec: z.object({ affinity: z.json(), containers: z.tuple([container]) }) }) }),
});
const objects = loadAll(proofManifest(['m1', 'w1'], 'docker.io/library/busybox:1.36', 'site.local'));
const pods = daemonSet.parse(objects.at(-1)).spec.template.spec;
const [{ command, env, image }] = pods.containers;
const [, , script] = command;

describe('the pods of the proof', () => {
  test('all that is made is in one namespace, so that removing it removes all', () => {
    const [namespace, ...rest] = z
      .array(z.object({ kind: z.string(), metadata: z.object({ name: z.string(), namespace: z.string().optional() }) }))
      .parse(objects);
    expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: proofNamespace } });
    expect(rest.map((o) => o.metadata.namespace)).toEqual(rest.map(() => proofNamespace));
  });

  test('they run on the named nodes, and ask for as many peers under the DNS domain of the cluster', () => {
    expect(JSON.stringify(pods.affinity)).toContain('"values":["m1","w1"]');
    expect(image).toBe('docker.io/library/busybox:1.36');
    expect(Object.fromEntries(env.map((e) => [e.name, e.value]))).toEqual({
      PEERS: 'peers.barque-proof.svc.site.local',
      SERVICE: 'page.barque-proof.svc.site.local',
      WANTED: '2',
    });
  });

  test('their script is a sound shell script', () => {
    expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  // what busybox's nslookup prints, in its newer and its older form: the server first, then the addresses of the name
  const newer = `Server:		10.96.0.10
Address:	10.96.0.10:53

Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.1.2
Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.2.2
Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.2.2
`;
  const older = `Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

Name:      peers.barque-proof.svc.cluster.local
Address 1: 10.244.1.2 10-244-1-2.peers.barque-proof.svc.cluster.local
Address 2: 10.244.2.2 10-244-2-2.peers.barque-proof.svc.cluster.local
`;
  test.each([
    ['newer', newer],
    ['older', older],
  ])("they find each peer's address once in the %s form of an answer", (_, answer) => {
    const answers = script.slice(0, script.indexOf('\n}\n') + 3);
    const { stdout } = spawnSync('sh', ['-c', `${answers}answers`], { input: answer, encoding: 'utf8' });
    expect(stdout).toBe('10.244.1.2\n10.244.2.2\n');
  });
});
