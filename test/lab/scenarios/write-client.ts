// A client of the Kubernetes API, outside of the cluster, that makes an object of its own every 100 ms, each on a new connection.
// write-client.ts KUBECONFIG NAMESPACE; prints a line of JSON for each write when it is over, until its input ends.
import { apiClient, now } from '../../bench/api-client.ts';
import type { Written } from './writer.ts';
import { writePeriodMs } from './writer.ts';

const [, , kubeconfig = '', namespace = 'default'] = process.argv;
const send = await apiClient(kubeconfig);

let n = 0;
const begun = now();
async function write(name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: {} });
  const ended = await send({ method: 'POST', path: `/api/v1/namespaces/${namespace}/configmaps`, body });
  const written: Written = { name, kind: 'write', ...ended };
  process.stdout.write(`${JSON.stringify(written)}\n`);
}
/** The next one comes at its own time, however late this one is. */
function beat(): void {
  n++;
  void write(`write-${n}`);
  next = setTimeout(beat, begun + n * writePeriodMs - now());
}
let next = setTimeout(beat, 0);
process.stdin.resume().once('end', () => clearTimeout(next));
