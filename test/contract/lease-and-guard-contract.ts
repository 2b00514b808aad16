import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { look, start } from '../../electron/engine/node/command-verbs.ts';
import { dropLease, showLease, takeLease } from '../../electron/engine/node/lease.ts';
import { openNode, type Node } from '../../electron/engine/node/node.ts';
import * as verbs from '../../electron/engine/node/verbs.ts';
import type { Guard } from '../../shared/model/resource.ts';
import { codeOf, type ContractHost } from './node-contract.ts';

const { signal } = new AbortController();

/** What keeps two runs apart on every host, and a command from being started where it may not be. */
export function describeLeaseAndGuard(name: string, openHost: () => Promise<ContractHost>): void {
  describe(`lease and guard: ${name}`, () => {
    let host: ContractHost;
    let node: Node;
    const directories = () => ({ state: `${host.directory}/state`, run: `${host.directory}/run` });
    beforeAll(async () => {
      host = await openHost();
      node = openNode(host.transport, directories());
    });
    afterAll(async () => {
      node.close();
      await host.close();
    });

    it('a host is held by one run at a time, and free again when that has dropped it', async () => {
      const second = openNode(host.other, directories());
      await takeLease(node, 'ws-1', 'run-1', 'ann@laptop  "1"\nsince noon', signal);
      await takeLease(node, 'ws-1', 'run-1', 'ann', signal);
      expect(await codeOf(takeLease(second, 'ws-2', 'run-2', 'bob', signal))).toContain('node.held');
      expect(await second.ask([showLease(), dropLease('ws-2', 'run-2')], signal)).toMatchObject([
        { owner: 'ws-1', run: 'run-1', who: 'ann', life: 'alive' },
        undefined,
      ]);
      await node.ask([dropLease('ws-1', 'run-1')], signal);
      await takeLease(second, 'ws-2', 'run-2', 'bob', signal);
      expect(await second.ask([showLease(), dropLease('ws-2', 'run-2'), showLease()], signal)).toMatchObject([
        { who: 'bob' },
        undefined,
        undefined,
      ]);
      second.close();
    });

    it('a host is given back by nobody but the run that has it, not even by another one of the same workspace', async () => {
      const second = openNode(host.other, directories());
      await takeLease(node, 'ws-1', 'run-1', 'ann', signal);
      const [, held] = await second.ask([dropLease('ws-1', 'run-2'), showLease()], signal);
      expect(held).toMatchObject({ owner: 'ws-1', run: 'run-1', life: 'alive' });
      await node.ask([dropLease('ws-1', 'run-1')], signal);
      second.close();
    });

    it('no command is started where its guard does not hold: a path is there, or what was asked prints anything or fails', async () => {
      const at = (path: string) => `${host.directory}/${path}`;
      await node.ask([verbs.put(at('completed'), 0o600, Buffer.from(''), 'own')], signal);
      const guarded = (guard: Guard) => start('contract-guarded', 'c', ['true'], guard);
      const answers = await node.ask(
        [
          guarded({ absent: at('completed') }),
          guarded({ absent: at('never'), silent: ['printf', '%s %s', 'a  key', '$(id)'] }),
          guarded({ absent: at('never'), silent: ['no-such-program'] }),
          look('contract-guarded'),
        ],
        signal,
      );
      expect(answers).toEqual([
        { guarded: at('completed') },
        { guarded: 'a  key $(id)' },
        { guarded: 'exit status 127' },
        { state: 'none' },
      ]);
    });
  });
}
