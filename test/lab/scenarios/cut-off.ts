import assert from 'node:assert/strict';
import type { RunEvent } from '../../../shared/run/event.ts';
import { list, off, on, onNode } from '../lab.ts';
import { lastWords } from './barque.ts';
import { prepare, succeeded } from './deploy.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario } from './stage.ts';
import { until } from './until.ts';

const [master, worker] = ['m2', 'w1'];

/** What stops on the hosts, and not on the operator's machine: kubeadm itself while it joins, and the power of a node that joins. */
export const cutOff: Scenario = {
  name: 'cut-off',
  shows:
    'kubeadm killed in the join of a master whose kubelet runs already, a worker without power in its join: both gone on with',
  minutes: 20,
  run: async (stage) => {
    const { step, say, lab, signal } = stage;
    const cluster = await prepare(stage, { bare: true });
    const { operator } = cluster;

    const struck = new Set<string>();
    // a failure lets no step begin that has not begun yet: whose join comes later is struck in the run that goes on
    for (let command: 'apply' | 'resume' = 'apply'; struck.size < 2; command = 'resume')
      await step(`${command} fails: kubeadm is killed on a joining master, or a joining worker loses its power`, async () => {
        const strikes: Promise<unknown>[] = [];
        const onEvent = (event: RunEvent) => {
          if (event.type !== 'step-output' || struck.has(event.step)) return;
          const isHealthy = event.line.includes('kubelet is healthy');
          if (event.step === `join/${master}` && isHealthy)
            strikes.push(onNode(lab, master, 'systemctl kill -s KILL barque-kubeadm'));
          else if (event.step === `join/${worker}`) strikes.push(off(lab, worker));
          else return;
          struck.add(event.step);
        };
        const barque =
          command === 'apply' ? operator.start('apply', { onEvent }) : operator.startInWorkspace('resume', { onEvent });
        const ended = await barque.ended;
        await Promise.all(strikes);
        assert.equal(ended.status, 1, lastWords(ended));
        const failed = ended.events.flatMap((e) => (e.type === 'step-finished' && e.outcome === 'failed' ? e.problems : []));
        say(`        ${failed.map(({ code, host }) => `${host ?? '-'}: ${code}`).join(', ')}`);
        assert.ok(strikes.length > 0, 'nothing was struck');
        if (!(await list(lab)).every((node) => node.running)) await on(lab, worker, { signal });
      });
    await step('the master is Ready without its join having ended', async () => {
      const kubectl = '/opt/barque/bin/kubectl --kubeconfig /etc/kubernetes/kubelet.conf';
      const ready = `${kubectl} wait node/${master} --for=condition=Ready --timeout=2s`;
      await until(`${master} Ready`, 90, () => onNode(lab, master, ready), signal);
      // a join labels the node at its end
      const labels = await onNode(lab, master, `${kubectl} get node ${master} -o jsonpath={.metadata.labels}`);
      assert.match(labels, /kubernetes.io\/hostname/);
      assert.doesNotMatch(labels, /control-plane/);
    });
    await step('resume: success', () => succeeded(operator.startInWorkspace('resume').ended));
    await proveFromOutside(stage, cluster);
  },
};
