// A client of the Kubernetes API, outside of the cluster: one request of each kind every 50 ms, each on a connection of its own.
// prober.ts KUBECONFIG; prints a line of JSON for each request when it is over, until its input ends.
import { apiClient, type ApiRequest, now } from './api-client.ts';
import { kinds, periodMs, type Kind, type Probe } from './probe.ts';

const send = await apiClient(process.argv[2] ?? '');

const configMap = (n: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' }, data: { n: String(n) } });
const requests: Record<Kind, (n: number) => ApiRequest> = {
  // without a version, the API server asks etcd's quorum
  read: () => ({ method: 'GET', path: '/api/v1/namespaces/kube-system' }),
  'cached read': () => ({ method: 'GET', path: '/api/v1/namespaces/kube-system?resourceVersion=0' }),
  write: (n) => ({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/configmaps/probe?fieldManager=probe&force=true',
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(configMap(n)),
  }),
};

async function ask(kind: Kind, n: number): Promise<void> {
  const probe: Probe = { kind, ...(await send(requests[kind](n))) };
  process.stdout.write(`${JSON.stringify(probe)}\n`);
}

let n = 0;
const begun = now();
/** One request of each kind, and the next beat at its own time, however late this one is. */
function beat(): void {
  n++;
  // spread over the period, so that they do not wait for each other's handshakes
  for (const [i, kind] of kinds.entries()) setTimeout(() => void ask(kind, n), (i * periodMs) / kinds.length);
  next = setTimeout(beat, begun + n * periodMs - now());
}
let next = setTimeout(beat, 0);
process.stdin.resume().once('end', () => clearTimeout(next));
