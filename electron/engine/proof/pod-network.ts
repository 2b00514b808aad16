import { layout } from '../../../shared/model/layout.ts';
import type { Proof } from '../../../shared/model/resource.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { proofManifest, proofNamespace, provenNodes } from '../../../shared/proof/pod-network.ts';
import { podsNotReady, podsQuery } from '../../../shared/proof/pods-ready.ts';
import type { Node } from '../node/node.ts';
import { put, run } from '../node/verbs.ts';
import { evidenceOf } from '../transport/evidence.ts';
import { kubectl } from './kubernetes.ts';
import type { Look } from './prove.ts';

const namespaceQuery = ['get', 'namespace', proofNamespace, '--ignore-not-found', '-o', 'jsonpath={.status.phase}'];

/** Runs a pod on every node until each has reached every other, DNS and a service; then takes them away again. */
export function podNetwork(
  node: Node,
  { nodes, image, dnsDomain }: Extract<Proof, { name: 'pod-network' }>,
): { look: Look; done: (signal: AbortSignal) => Promise<void> } {
  const proven = nodes.slice(0, provenNodes);
  const path = `${layout.manifests}/proof.yaml`;
  let applied = false;
  return {
    look: async (signal) => {
      if (!applied) {
        // what an earlier proof has left goes on being removed, and would take these pods along
        const [left] = await node.ask([run(10, kubectl(...namespaceQuery))], signal);
        if (left.output.trim() === 'Terminating') return [amiss('namespace-going', proofNamespace)];
        const manifest = Buffer.from(proofManifest(proven, image, dnsDomain));
        const [, answer] = await node.ask([put(path, 0o600, manifest, 'own'), run(20, kubectl('apply', '-f', path))], signal);
        if (answer.status !== 0) return [evidenceOf(answer.errors, 1)[0] ?? 'kubectl apply failed'];
        applied = true;
      }
      const [pods, logs] = await node.ask(
        [
          run(10, kubectl(...podsQuery(proofNamespace))),
          run(10, kubectl('-n', proofNamespace, 'logs', '-l', 'app=barque-proof', '--tail=1', '--prefix')),
        ],
        signal,
      );
      if (pods.status !== 0) return [amiss('api-silent')];
      const waiting = podsNotReady(pods.output);
      const missing = proven.length - pods.output.trim().split('\n').length;
      if (waiting.length === 0 && missing === 0) return [];
      const unreached = evidenceOf(logs.output, provenNodes)
        .filter((line) => line.includes('amiss:'))
        .map((line) => amiss('unreached', line.replace(/^\[pod\/(\S+?)\/proof\] amiss:/, '$1')))
        .sort();
      return unreached.length > 0 ? unreached : [...waiting, ...(missing > 0 ? [amiss('pods-to-come', missing)] : [])];
    },
    done: async (signal) => {
      await node.ask([run(30, kubectl('delete', 'namespace', proofNamespace, '--ignore-not-found', '--wait=false'))], signal);
    },
  };
}
