// Waits, in the lab's network, for the same end of every deployment: so many nodes, all Ready, and all the pods of kube-system that
// such a cluster has, all Ready. ready-watch.ts KUBECONFIG MASTERS NODES; the kubeconfig may come later. Prints the time (ms since
// the epoch) and ends. One connection, kept open, is all that it costs the cluster.
import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Entry, readKubeconfig } from './kubeconfig.ts';

const [path = '', masters = '', nodes = ''] = process.argv.slice(2);
const pauseMs = 250;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const list = z.object({
  items: z.array(
    z.object({ status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }) }),
  ),
});

/** How many there are of something, and whether all of them are Ready. */
async function look({ server, ...credentials }: Entry, resource: string): Promise<{ count: number; ready: boolean }> {
  const answer = await new Promise<string>((resolve, reject) => {
    const request = get(new URL(resource, server), { ...credentials, agent, timeout: 2000 }, (response) => {
      if (response.statusCode === 200) text(response).then(resolve, reject);
      else reject(new Error(`status ${response.statusCode ?? 0}`));
    });
    request.once('timeout', () => request.destroy(new Error('no answer'))).once('error', reject);
  });
  const { items } = list.parse(JSON.parse(answer));
  const ready = items.every(({ status }) => status.conditions.some((one) => one.type === 'Ready' && one.status === 'True'));
  return { count: items.length, ready };
}

/** Three static pods of each master, kube-proxy on each node, and two of CoreDNS. */
const pods = 3 * Number(masters) + Number(nodes) + 2;

async function isReady(): Promise<boolean> {
  const entry = readKubeconfig(await readFile(path, 'utf8'));
  const found = await look(entry, '/api/v1/nodes');
  if (found.count < Number(nodes) || !found.ready) return false;
  const system = await look(entry, '/api/v1/namespaces/kube-system/pods');
  return system.count >= pods && system.ready;
}

while (!(await isReady().catch(() => false))) await sleep(pauseMs);
process.stdout.write(`${performance.timeOrigin + performance.now()}\n`);
process.exit();
