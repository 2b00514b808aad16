// A client of the Kubernetes API, outside of the cluster: one request of each kind every 50 ms, each on a connection of its own.
// prober.ts KUBECONFIG; prints a line of JSON for each request when it is over, until its input ends.
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createSecureContext } from 'node:tls';
import { readKubeconfig } from './kubeconfig.ts';
import { kinds, periodMs, type Kind, type Probe } from './probe.ts';

/** After this a request has failed. */
const timeoutMs = 1000;

const { server, ...credentials } = readKubeconfig(await readFile(process.argv[2] ?? '', 'utf8'));
// made once: to read keys and certificates for every connection would keep this process busier than the cluster
const secureContext = createSecureContext(credentials);
const { hostname, port } = new URL(server);
const createConnection = () => connect({ host: hostname, port: Number(port), secureContext });

const configMap = (n: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' }, data: { n: String(n) } });
const requests: Record<Kind, (n: number) => { path: string; method: string; body?: string }> = {
  // without a version, the API server asks etcd's quorum
  read: () => ({ method: 'GET', path: '/api/v1/namespaces/kube-system' }),
  'cached read': () => ({ method: 'GET', path: '/api/v1/namespaces/kube-system?resourceVersion=0' }),
  write: (n) => ({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/configmaps/probe?fieldManager=probe&force=true',
    body: JSON.stringify(configMap(n)),
  }),
};

/** Monotonic, and comparable with other processes' clocks. */
const now = () => performance.timeOrigin + performance.now();

function send(kind: Kind, n: number): void {
  const sent = now();
  const { path, method, body } = requests[kind](n);
  let over = false;
  const end = (ok: boolean, why: string) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    const probe: Probe = { kind, sent, done: now(), ok, why };
    process.stdout.write(`${JSON.stringify(probe)}\n`);
  };
  const headers = body === undefined ? {} : { 'content-type': 'application/apply-patch+yaml' };
  const out = request({ host: hostname, port, path, method, headers, createConnection }, (answer) => {
    answer.resume();
    answer.once('end', () => end((answer.statusCode ?? 500) < 300, `status ${answer.statusCode ?? 0}`));
    answer.once('error', (error) => end(false, error.message));
  });
  const timer = setTimeout(() => {
    end(false, 'no answer in time');
    out.destroy();
  }, timeoutMs);
  out.once('error', (error) => end(false, error.message));
  out.end(body);
}

let n = 0;
const begun = now();
/** One request of each kind, and the next beat at its own time, however late this one is. */
function beat(): void {
  n++;
  // spread over the period, so that they do not wait for each other's handshakes
  for (const [i, kind] of kinds.entries()) setTimeout(send, (i * periodMs) / kinds.length, kind, n);
  next = setTimeout(beat, begun + n * periodMs - now());
}
let next = setTimeout(beat, 0);
process.stdin.resume().once('end', () => clearTimeout(next));
