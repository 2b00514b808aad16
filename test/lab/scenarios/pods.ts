import assert from 'node:assert/strict';
import { dump } from 'js-yaml';
import { getObjects, isReady, type Kubectl } from './kubectl.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

const namespace = 'outside';
const app = { app: 'page' };
const at = { namespace };

/** A pod on every node that serves the node's name, and a service before them. @param image busybox, by the name that the nodes have */
const manifest = (image: string) => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'page', ...at }, spec: { selector: app, ports: [{ port: 8080 }] } },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'page', ...at },
    spec: {
      selector: { matchLabels: app },
      template: {
        metadata: { labels: app },
        spec: {
          tolerations: [{ operator: 'Exists' }],
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'page',
              image,
              imagePullPolicy: 'Never',
              command: ['sh', '-c', 'mkdir /tmp/www && echo "$NODE" >/tmp/www/index.html && exec httpd -f -p 8080 -h /tmp/www'],
              env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              readinessProbe: { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
];

/**
 * Proves by pods of its own, without Barque's proof: every pod reaches every other, DNS answers, a service answers.
 * (Debian's static busybox crashes in `wget -T`.)
 */
export async function provePods(
  { step, signal }: Stage,
  kubectl: Kubectl,
  { nodes, image }: { readonly nodes: readonly string[]; readonly image: string },
): Promise<void> {
  const inNamespace = (...args: string[]) => kubectl(['-n', namespace, ...args]);
  const pods = await step('a pod runs on every node', async () => {
    await kubectl(['apply', '-f', '-'], {
      input: manifest(image)
        .map((object) => dump(object))
        .join('---\n'),
    });
    return await until(
      'a Ready pod on every node',
      90,
      async () => {
        const found = (await getObjects(kubectl, 'pods', '-n', namespace)).filter(isReady);
        const places = found.map((pod) => pod.spec?.nodeName).sort();
        return places.join() === [...nodes].sort().join() ? found : undefined;
      },
      signal,
    );
  });
  await step(`each of ${pods.length} pods reaches every other`, async () => {
    const fetches = pods.map(({ status }) => `busybox timeout 3 wget -q -O - http://${status?.podIP ?? ''}:8080/`).join(' && ');
    const expected = pods.map(({ spec }) => spec?.nodeName);
    for (const { metadata, spec } of pods) {
      const answers = await inNamespace('exec', metadata.name, '--', 'sh', '-c', fetches);
      assert.deepEqual(answers.trim().split('\n'), expected, `what the pod on ${spec?.nodeName ?? '?'} was answered`);
    }
  });
  await step('DNS and a service answer in every pod', async () => {
    const ask =
      'nslookup kubernetes.default.svc.cluster.local && busybox timeout 3 wget -q -O - http://page.outside.svc.cluster.local:8080/';
    for (const { metadata } of pods) {
      // a node refuses a service until its kube-proxy has heard of the service's pods
      const asked = () => inNamespace('exec', metadata.name, '--', 'sh', '-c', ask);
      const answer = await until(`DNS and a service answer in ${metadata.name}`, 30, asked, signal);
      assert.match(answer, /Address[ :1]+10\.96\.0\.1\b/);
      assert.ok(nodes.includes(answer.trim().split('\n').at(-1) ?? ''), answer);
    }
  });
  await kubectl(['delete', 'namespace', namespace, '--timeout=60s']);
}
