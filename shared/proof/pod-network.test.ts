import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { proofManifest, proofNamespace } from './pod-network.ts';

const container = z.object({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
});
const daemonSet = z.object({
  kind: z.literal('DaemonSet'),
  spec: z.object({ template: z.object({ spec: z.object({ affinity: z.json(), containers: z.tuple([container]) }) }) }),
});
const objects = loadAll(proofManifest(['m1', 'w1'], 'docker.io/library/busybox:1.36', 'site.local'));
const pods = daemonSet.parse(objects.at(-1)).spec.template.spec;
const [{ env, image }] = pods.containers;

describe('the pods of the proof', () => {
  test('all that is made is in one namespace, so that removing it removes all', () => {
    const [namespace, ...rest] = z
      .array(z.object({ kind: z.string(), metadata: z.object({ name: z.string(), namespace: z.string().optional() }) }))
      .parse(objects);
    expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: proofNamespace } });
    expect(rest.map((o) => o.metadata.namespace)).toEqual(rest.map(() => proofNamespace));
  });

  test('they run on the named nodes, and ask for as many peers under the DNS domain of the cluster', () => {
    // the API takes one name in a term; terms are alternatives
    expect(JSON.stringify(pods.affinity).match(/"values":\[[^\]]*\]/g)).toEqual(['"values":["m1"]', '"values":["w1"]']);
    expect(image).toBe('docker.io/library/busybox:1.36');
    expect(Object.fromEntries(env.map((e) => [e.name, e.value]))).toEqual({
      PEERS: 'peers.barque-proof.svc.site.local',
      SERVICE: 'page.barque-proof.svc.site.local',
      WANTED: '2',
    });
  });
});
