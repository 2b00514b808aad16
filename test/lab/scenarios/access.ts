import assert from 'node:assert/strict';
import { inLab, labSpec, onNode, secretsFile, password } from '../lab.ts';
import { lastWords } from './barque.ts';
import { prepare } from './deploy.ts';
import { runOnNode } from './local-run.ts';
import type { Spec } from './operator.ts';
import type { Cluster } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';

/** Ways in that sites have. Each is shown by a plan, which reaches every node as root and compares it with the spec. */
export const access: Scenario = {
  name: 'access',
  shows: "su with root's password, requiretty, hardened hosts, an expired password, a bastion, and the first master itself",
  minutes: 10,
  run: async (stage) => {
    const { lab, check } = stage;
    const cluster = await prepare(stage, { bare: true, workers: 0 });
    const onAll = async (command: string) => {
      await Promise.all(cluster.nodes.map((node) => onNode(lab, node.name, command)));
    };
    await check("su - only, with root's password", async () => {
      await onAll('deluser -q ops sudo 2>/dev/null || gpasswd -d ops sudo >/dev/null');
      await plans(stage, cluster, { become: { kind: 'su', secret: 'root' } });
    });
    await check("su - with a wrong password: refused, and it is root's that is told of", async () => {
      const ended = await plan(stage, cluster, { become: { kind: 'su', secret: 'ssh-wrong' } });
      assert.equal(ended.status, 2, lastWords(ended));
      assert.ok(
        ended.problems.some((p) => p.code === 'root.refused' && p.params['how'] === 'su'),
        lastWords(ended),
      );
    });
    await onAll('usermod -aG sudo ops');
    await check('sudo that requires a terminal', async () => {
      await onAll("echo 'Defaults requiretty' >/etc/sudoers.d/tty && chmod 0440 /etc/sudoers.d/tty");
      await plans(stage, cluster, {});
    });
    await check('hardened hosts: banners, TMOUT, umask 077, noexec /tmp, one session a connection', async () => {
      await onAll(harden);
      await plans(stage, cluster, {});
      await plans(stage, cluster, { become: { kind: 'su', secret: 'root' } });
    });
    await check('an expired password is called that', async () => {
      await onNode(lab, 'm2', 'chage -d 0 ops');
      const ended = await plan(stage, cluster, {});
      await onNode(lab, 'm2', 'chage -d -1 ops');
      assert.equal(ended.status, 2, lastWords(ended));
      assert.ok(
        ended.problems.some((p) => p.code === 'ssh.password-expired' && p.host === 'm2'),
        lastWords(ended),
      );
    });
    const [first, ...others] = cluster.nodes.map((node) => node.addresses[0] ?? '');
    const bastion = { address: first ?? '', user: 'ops', auth: { kind: 'password', secret: 'ssh' } } as const;
    const straight = async (verb: 'add' | 'delete') => {
      for (const address of others) await inLab(lab, ['ip', 'route', verb, 'prohibit', `${address}/32`]);
    };
    await check('through a bastion, where there is no other way', async () => {
      await straight('add');
      try {
        const alone = await plan(stage, cluster, {});
        assert.equal(alone.status, 2, 'the nodes can be reached without the bastion');
        await plans(stage, cluster, { bastion });
      } finally {
        await straight('delete');
      }
    });
    await check('a bastion that bars forwarding is called that', async () => {
      await onNode(lab, 'm1', "echo 'AllowTcpForwarding no' >/etc/ssh/sshd_config.d/0bar.conf && systemctl restart ssh");
      const ended = await plan(stage, cluster, { bastion });
      assert.ok(
        ended.problems.some((p) => p.code === 'ssh.forwarding-refused'),
        lastWords(ended),
      );
    });
    await check('on the first master itself, without SSH to it', () => runOnNode(stage, cluster, 'm1'));
  },
};

/** What sites do to their hosts. */
const harden = [
  "printf 'Authorized use only.\\n%s\\n' '[barque wants the password] ready' >/etc/issue.net",
  "printf 'Banner /etc/issue.net\\nMaxSessions 1\\nPermitTTY yes\\n' >/etc/ssh/sshd_config.d/0hard.conf",
  "printf 'TMOUT=5\\nreadonly TMOUT\\nexport TMOUT\\numask 077\\necho Welcome.\\n' >/etc/profile.d/hard.sh",
  "sed -i '1i . /etc/profile.d/hard.sh' /etc/bash.bashrc",
  'mount -t tmpfs -o noexec,nosuid tmpfs /tmp',
  'systemctl restart ssh',
].join(' && ');

type Access = Partial<Spec['access']>;

/** Plans as ops with a password and sudo, changed as told, with an operator who has never seen the hosts. */
async function plan(stage: Stage, { nodes, operator }: Cluster, change: Access) {
  const spec = labSpec(nodes);
  await operator.writeSpec({ ...spec, access: { ...spec.access, ...change } });
  await secretsFile(stage.lab);
  const directory = await stage.directory();
  const secrets = join(directory, 'secrets.json');
  await writeFile(secrets, JSON.stringify({ ssh: password, sudo: password, root: password, 'ssh-wrong': 'wrong' }), {
    mode: 0o600,
  });
  return await operator.with({ workspace: join(directory, 'lab.barque'), secrets }).run('plan');
}

async function plans(stage: Stage, cluster: Cluster, change: Access): Promise<void> {
  const ended = await plan(stage, cluster, change);
  assert.equal(ended.status, 0, lastWords(ended));
  assert.ok(ended.plan.length > 0, 'no plan was printed');
}
