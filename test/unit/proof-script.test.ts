import { spawnSync } from 'node:child_process';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { proofManifest } from '../../shared/proof/pod-network.ts';

const command = z.tuple([z.literal('sh'), z.literal('-c'), z.string()]);
const daemonSet = z.object({
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([z.object({ command })]) }) }) }),
});
const [pod] = daemonSet.parse(loadAll(proofManifest(['m1'], 'busybox:1', 'cluster.local')).at(-1)).spec.template.spec.containers;
const [, , script] = pod.command;

/** Part of the proof's script, run by this machine's own shell. */
const sh = (args: readonly string[], input: string) => spawnSync('sh', args, { input, encoding: 'utf8' });

describe('the script of the proof', () => {
  test('it is a sound shell script', () => {
    expect(sh(['-n'], script)).toMatchObject({ status: 0, stderr: '' });
  });

  // what busybox's nslookup prints, in its newer and its older form: the server first, then the addresses of the name
  const newer = `Server:		10.96.0.10
Address:	10.96.0.10:53

Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.1.2
Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.2.2
Name:	peers.barque-proof.svc.cluster.local
Address: 10.244.2.2
`;
  const older = `Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

Name:      peers.barque-proof.svc.cluster.local
Address 1: 10.244.1.2 10-244-1-2.peers.barque-proof.svc.cluster.local
Address 2: 10.244.2.2 10-244-2-2.peers.barque-proof.svc.cluster.local
`;
  test.each([
    ['newer', newer],
    ['older', older],
  ])("it finds each peer's address once in the %s form of an answer", (_, answer) => {
    const answers = script.slice(0, script.indexOf('\n}\n') + 3);
    expect(sh(['-c', `${answers}answers`], answer).stdout).toBe('10.244.1.2\n10.244.2.2\n');
  });
});
