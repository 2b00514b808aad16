import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { dump } from 'js-yaml';
import { entriesIn } from '../../../electron/engine/transport/host-keys.ts';
import { entriesFor } from '../../../electron/engine/transport/known-hosts.ts';
import { inLab, labSpec, onNode, password, sshArgv } from '../lab.ts';
import type { Cluster } from './proofs.ts';
import type { Stage } from './stage.ts';
import { program } from './barque.ts';

/**
 * Carries the program, the runtime that it runs on, and the bundle to a node, as a person does where the bastion bars forwarding,
 * and plans there.
 */
export async function runOnNode(stage: Stage, { nodes, operator }: Cluster, name: string): Promise<void> {
  const { lab, signal } = stage;
  const node = nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node ${name}`);
  const luggage = join(await stage.directory(), 'barque');
  await cp(dirname(program), luggage, { recursive: true, filter: (path) => !path.endsWith('.map') });
  await cp(process.execPath, join(luggage, 'node'));
  await cp(operator.bundle, join(luggage, 'bundle'), { recursive: true });
  await writeFile(join(luggage, 'cluster.yaml'), dump(labSpec(nodes)));
  await writeFile(join(luggage, 'secrets.json'), JSON.stringify({ ssh: password, sudo: password }), { mode: 0o600 });
  const ssh = sshArgv(lab, node);
  await inLab(
    lab,
    ['bash', '--norc', '-c', 'tar -C "$0" -cf - barque | "$@"', join(luggage, '..'), ...ssh, 'tar -C /root -xf -'],
    {
      signal,
    },
  );
  const command = `cd /root/barque && ./node barque.mjs plan -f cluster.yaml -b bundle --local ${name} --allow-unsigned --yes --secrets secrets.json --json`;
  const lines = (await onNode(lab, name, command, { signal })).trim().split('\n');
  const { steps } = z.object({ type: z.literal('plan'), steps: z.array(z.unknown()) }).parse(JSON.parse(lines.at(-1) ?? ''));
  assert.ok(steps.length > 0, 'no plan was printed');
  const pinned = entriesIn((await onNode(lab, name, 'cat /root/barque/lab.barque/known_hosts')).split('\n'));
  assert.ok(entriesFor(pinned, `[${node.addresses[0] ?? '?'}]:22`).length === 0, 'it went to itself by SSH');
}
