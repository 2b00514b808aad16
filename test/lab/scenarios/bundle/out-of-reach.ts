import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { run } from '../../command.ts';
import { inLab, networks, onNode } from '../../lab.ts';
import type { Cluster } from '../proofs.ts';
import type { Stage } from '../stage.ts';
import type { Internet } from './internet.ts';

/**
 * Shows that the operator and every node have their own network and no way out of it, while the internet is there and answers on this
 * machine: the same attempt that succeeds here fails there.
 */
export async function outOfReach(
  { lab, step }: Stage,
  { nodes }: Pick<Cluster, 'nodes'>,
  { registry, web }: Internet,
): Promise<void> {
  const servers = [registry.host, web.host];
  const ports = servers.map((host) => host.split(':')[1] ?? '');
  await step('this machine reaches the registry and the web server', async () => {
    assert.deepEqual(await answers((command) => run('bash', ['--norc', '-c', command]), servers), servers);
  });
  // loopback, the operator's end of the nodes' network, and this machine's own addresses outside of it
  const addresses = ['127.0.0.1', `${networks[0]}.1`, ...ownAddresses()];
  const everywhere = addresses.flatMap((address) => ports.map((port) => `${address}:${port}`));
  await step('the operator reaches neither, and has no route out', async () => {
    assert.deepEqual(await answers((command) => inLab(lab, ['bash', '--norc', '-c', command]), everywhere), []);
    assert.equal((await inLab(lab, ['ip', 'route', 'show', 'default'])).trim(), '');
  });
  await step(`no node reaches them at any of ${addresses.length} addresses`, async () => {
    for (const { name } of nodes) {
      assert.deepEqual(await answers((command) => onNode(lab, name, command), everywhere), [], name);
      // its way out is the operator's machine, and ends there
      const route = await onNode(lab, name, 'ip route show default');
      assert.match(route, new RegExp(`^(default via ${networks[0]}\\.1 .*)?\\s*$`));
    }
  });
}

/** Those of the places that take a TCP connection, asked by whoever runs the command. */
async function answers(runCommand: (command: string) => Promise<string>, places: readonly string[]): Promise<string[]> {
  const tries = places.map((place) => {
    const [address, port] = place.split(':');
    return `{ timeout 2 bash -c '</dev/tcp/${address}/${port}' 2>/dev/null && echo ${place}; } &`;
  });
  return (await runCommand(`${tries.join('\n')}\nwait`))
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  );
