import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ask } from '../../electron/engine/node/ask.ts';
import { look, start, stop, wait, type CommandState } from '../../electron/engine/node/command-verbs.ts';
import { probe } from '../../electron/engine/node/facts.ts';
import { dropLease, showLease, takeLease } from '../../electron/engine/node/lease.ts';
import { openNode, type Node } from '../../electron/engine/node/node.ts';
import * as verbs from '../../electron/engine/node/verbs.ts';
import type { ContractHost } from './node-contract.ts';

const { signal } = new AbortController();

/** What every host with systemd does. It is a host for tests: units of its own come and go on it. */
export function describeSupervision(name: string, openHost: () => Promise<ContractHost>): void {
  describe(`supervised commands and services: ${name}`, () => {
    let host: ContractHost;
    let node: Node;
    const directories = () => ({ state: `${host.directory}/state`, run: `${host.directory}/run` });
    beforeAll(async () => {
      host = await openHost();
      node = openNode(host.transport, directories());
    });
    afterAll(async () => {
      await node.ask([stop('contract-stopped'), stop('contract-lease')], signal);
      node.close();
      await host.close();
    });
    const one = async <T>(ask: Ask<T>): Promise<T> => (await node.ask([ask], signal))[0];
    const untilItsEnd = async (unit: string) => {
      let output = '';
      for (;;) {
        const state: CommandState = await one(wait(unit, Buffer.byteLength(output), 5));
        if ('output' in state) output += state.output.toString();
        if (state.state !== 'running' && (state.state === 'none' || state.output.length === 0)) return { ...state, output };
      }
    };

    it('runs a command to its end and keeps its status and its output, whatever its arguments hold', async () => {
      const odd = ['$HOME', '%n %i', '${x}', '"', "'", '\\', 'a\nb', '', '-n', '漢'];
      const argv = ['sh', '-c', 'printf "[%s]" "$@"; echo; echo bad >&2; exit 3', 'name', ...odd];
      expect(await one(start('contract-odd', 'cluster-1', argv))).toBe('started');
      expect(await untilItsEnd('contract-odd')).toMatchObject({
        state: 'finished',
        status: 3,
        cluster: 'cluster-1',
        output: `${odd.map((arg) => `[${arg}]`).join('')}\nbad\n`,
      });
    });

    it('waits for the end without looking again and again, and gives output in pieces', async () => {
      await one(start('contract-long', 'c', ['sh', '-c', 'head -c 200000 /dev/zero | tr "\\0" x; sleep 1']));
      const { output, state } = await untilItsEnd('contract-long');
      expect([state, output.length]).toEqual(['finished', 200_000]);
    });

    it('starts a command once only, and says of a stopped one that it is lost', async () => {
      expect(await one(start('contract-stopped', 'c', ['sleep', '1000']))).toBe('started');
      expect(await one(start('contract-stopped', 'c', ['sleep', '1000']))).toBe('running');
      expect(await one(look('contract-stopped'))).toMatchObject({ state: 'running' });
      await one(stop('contract-stopped'));
      expect(await one(look('contract-stopped'))).toMatchObject({ state: 'lost', cluster: 'c' });
      expect(await one(start('contract-stopped', 'c', ['true']))).toBe('started');
      expect(await untilItsEnd('contract-stopped')).toMatchObject({ state: 'finished', status: 0 });
    });

    it('lets a command outlive the connection that started it', async () => {
      const other = openNode(host.other, directories());
      await other.ask([start('contract-outlives', 'c', ['sh', '-c', 'sleep 1; echo done'])], signal);
      other.close();
      expect(await untilItsEnd('contract-outlives')).toMatchObject({ state: 'finished', status: 0, output: 'done\n' });
    });

    it('keeps the lease for the commands of a connection that is gone, and gives it to the same workspace', async () => {
      const other = openNode(host.other, directories());
      await takeLease(other, 'ws-1', 'run-1', 'ann', signal);
      await other.ask([start('contract-lease', 'c', ['sleep', '1000'])], signal);
      other.close();
      await host.other.close();
      await expect.poll(() => one(showLease()), { timeout: 20_000 }).toMatchObject({ life: 'busy' });
      await expect(takeLease(node, 'ws-2', 'run-2', 'bob', signal)).rejects.toThrow('node.held');
      await takeLease(node, 'ws-1', 'run-3', 'ann', signal);
      await node.ask([stop('contract-lease'), dropLease('ws-1', 'run-3')], signal);
      await takeLease(node, 'ws-2', 'run-2', 'bob', signal);
      await one(dropLease('ws-2', 'run-2'));
    });

    it('starts a service, remembers with what, and takes up a unit that has changed', async () => {
      const unit = 'barque-contract.service';
      const text = (seconds: number) => `[Service]\nExecStart=/bin/sleep ${seconds}\n[Install]\nWantedBy=multi-user.target\n`;
      const path = `/etc/systemd/system/${unit}`;
      const put = (seconds: number) => verbs.put(path, 0o644, Buffer.from(text(seconds)), 'own');
      expect(await one(verbs.units([unit]))).toMatchObject([{ load: 'not-found', active: 'inactive', stamp: undefined }]);
      /** Its states, once systemd has done what it was told to. */
      const settled = async (name: string) => {
        await expect.poll(async () => (await one(verbs.units([name])))[0]?.job, { timeout: 20_000 }).toBe(false);
        return one(verbs.units([name]));
      };
      await node.ask([put(1000), verbs.service(unit, 'start', 'stamp-1')], signal);
      await settled(unit);
      const [before] = await one(verbs.units([unit, 'no-such.service']));
      expect(before).toMatchObject({ load: 'loaded', active: 'active', sub: 'running', enabled: 'enabled', stamp: 'stamp-1' });
      expect(Math.abs((before?.since ?? 0) - Date.now() / 1000)).toBeLessThan(60);
      await node.ask([put(2000), verbs.service(unit, 'start', 'stamp-2')], signal);
      await settled(unit);
      const ps = await one(verbs.run(5, ['systemctl', 'show', '-p', 'ExecStart', unit]));
      expect(ps.output).toContain('sleep 2000');
      const failing = verbs.put(
        path,
        0o644,
        Buffer.from('[Service]\nExecStart=/bin/sh -c "echo because; exit 1"\nType=oneshot\n'),
        'own',
      );
      await node.ask([failing, verbs.service(unit, 'start', 'stamp-3')], signal);
      expect(await settled(unit)).toMatchObject([{ active: 'failed', stamp: 'stamp-3' }]);
      const journal = await one(verbs.run(5, ['journalctl', '--unit', unit, '--lines', '20', '--no-pager', '--output', 'cat']));
      expect(journal.output.split('\n')).toContain('because');
      await one(verbs.removeService(unit));
      expect(await one(verbs.units([unit]))).toMatchObject([{ load: 'not-found', active: 'inactive', stamp: undefined }]);
      expect(await one(verbs.paths([path]))).toEqual([{ type: 'missing' }]);
    });

    it('stops a service and leaves nothing of it, whether its unit is there still or not', async () => {
      const unit = 'barque-contract.service';
      const path = `/etc/systemd/system/${unit}`;
      const text = Buffer.from('[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n');
      for (const before of [[], [verbs.remove(path, 'own')]]) {
        await node.ask([verbs.put(path, 0o644, text, 'own'), verbs.service(unit, 'start', 'stamp'), ...before], signal);
        await expect.poll(() => one(verbs.units([unit])), { timeout: 20_000 }).toMatchObject([{ active: 'active', job: false }]);
        await one(verbs.removeService(unit));
        expect(await one(verbs.units([unit]))).toMatchObject([{ load: 'not-found', active: 'inactive', stamp: undefined }]);
      }
    });

    it('tells what the host is', async () => {
      const query = {
        programs: ['systemctl', 'no-such-program'],
        paths: ['/etc', '/no/such'],
        addresses: ['127.0.0.1', '203.0.113.1'],
      };
      const facts = await probe(node, query, signal);
      expect(facts).toMatchObject({
        systemd: true,
        programs: ['systemctl'],
        present: ['/etc'],
        arch: 'amd64',
        os: { id: 'debian' },
      });
      expect(facts.answering.map((a) => a.answers)).toEqual([true, false]);
      expect(Math.abs(facts.skewMs)).toBeLessThan(2000);
      expect(facts.cards.length).toBeGreaterThan(0);
      expect(facts.cpus).toBeGreaterThan(0);
    });
  });
}
