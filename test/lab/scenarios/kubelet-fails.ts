import assert from 'node:assert/strict';
import { onNode } from '../lab.ts';
import { prepare, succeeded } from './deploy.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario } from './stage.ts';

/** What somebody left on the host: with it no kubelet starts, and kubeadm only sees that none answers. */
const dropIn = '/etc/systemd/system/kubelet.service.d/90-left-behind.conf';
const flag = '--no-such-flag';
const leave = `mkdir -p ${dropIn.slice(0, dropIn.lastIndexOf('/'))} &&
printf '[Service]\\nExecStart=\\nExecStart=/opt/barque/bin/kubelet ${flag}\\n' >${dropIn} && systemctl daemon-reload`;

/** A join that fails for a reason that only the kubelet knows: the problem says it, and the run goes on when it is gone. */
export const kubeletFails: Scenario = {
  name: 'kubelet-fails',
  shows: 'a kubelet that cannot start in a join: the problem has its own words, and the run is resumed to its end',
  minutes: 15,
  run: async (stage) => {
    const { lab, step, say } = stage;
    const cluster = await prepare(stage);
    const { operator } = cluster;
    await step('m3 has what no kubelet starts with', () => onNode(lab, 'm3', leave));
    await step('apply: a problem of m3 that says why', async () => {
      const { status, problems, seconds } = await operator.run('apply');
      assert.notEqual(status, 0);
      assert.deepEqual(
        problems.map(({ code, host }) => [code, host]),
        [['command.failed', 'm3']],
      );
      const said = problems[0]?.evidence?.find((line) => line.includes(flag));
      assert.ok(said !== undefined, `no line of ${JSON.stringify(problems[0]?.evidence)} says ${flag}`);
      say(`        after ${seconds.toFixed(0)} s: ${said}`);
    });
    await step('resumed without it', async () => {
      await onNode(lab, 'm3', `rm ${dropIn} && systemctl daemon-reload`);
      await succeeded(operator.startInWorkspace('resume').ended);
    });
    await proveFromOutside(stage, cluster);
  },
};
