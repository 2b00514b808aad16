import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../electron/engine/node/ask.ts';
import { openNode, type Node } from '../../electron/engine/node/node.ts';
import { put, read, run } from '../../electron/engine/node/verbs.ts';
import type { RootStream } from '../../electron/engine/transport/transport.ts';
import { shellTransport } from './shell-transport.ts';

// How a host's channels are shared. Commands wait for files that the test makes, so that nothing depends on time.
const isRoot = process.getuid?.() === 0;
const { signal } = new AbortController();

describe.skipIf(!isRoot)('the channels of a host (as root)', () => {
  let directory: string;
  let node: Node;
  let transport: ReturnType<typeof shellTransport>;
  const open = (limit?: number) => {
    transport = shellTransport('sh', limit);
    node = openNode(transport, { state: `${directory}/state`, run: `${directory}/run` });
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'barque-channels-'));
  });
  afterEach(async () => {
    node.close();
    await transport.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Writes its name once it runs, and ends when the file `go` is there. */
  const held = (name: string, long = false): Ask<string> => {
    const ask = run(30, ['sh', '-c', 'touch "$0/$1"; until [ -e "$0/go" ]; do sleep 0.02; done; echo "$1"', directory, name]);
    return { ...ask, long, read: (answer) => ask.read(answer).output };
  };
  const runs = (name: string) =>
    expect
      .poll(
        () =>
          readFile(join(directory, name)).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
  const go = () => node.ask([put(`${directory}/go`, 0o644, Buffer.from(''), 'own')], signal);

  it('are opened as they are needed, three at most', async () => {
    open();
    await node.ask([run(5, ['true'])], signal);
    expect(transport.open()).toBe(1);
    const calls = ['a', 'b'].map((name) => node.ask([held(name)], signal));
    await Promise.all(['a', 'b'].map(runs));
    await go();
    expect(await Promise.all(calls)).toEqual([['a\n'], ['b\n']]);
    expect(transport.open()).toBe(3);
  });

  it('leave one to quick calls while long ones wait', async () => {
    open();
    const calls = ['a', 'b', 'c', 'd'].map((name) => node.ask([held(name, true)], signal));
    await runs('a');
    await runs('b');
    expect(await node.ask([run(5, ['echo', 'quick'])], signal)).toMatchObject([{ output: 'quick\n' }]);
    expect(await node.ask([read(`${directory}/c`, 1)], signal)).toEqual([undefined]);
    await go();
    expect((await Promise.all(calls)).flat()).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
  });

  it('are as many as the host allows, and calls wait for them', async () => {
    open(1);
    await go();
    const calls = Array.from({ length: 6 }, (_, i) => node.ask([held(String(i), i % 2 === 0)], signal));
    expect((await Promise.all(calls)).flat()).toEqual(Array.from({ length: 6 }, (_, i) => `${i}\n`));
    expect(transport.open()).toBe(1);
  });

  it('fail a call where the host allows none', async () => {
    open(0);
    await expect(node.ask([run(5, ['true'])], signal)).rejects.toThrow('ssh.no-more-sessions');
  });

  it('are replaced when they break', async () => {
    const streams: RootStream[] = [];
    const plain = shellTransport('sh');
    transport = plain;
    const watched = {
      ...plain,
      startRoot: async (...args: Parameters<typeof plain.startRoot>) => {
        const stream = await plain.startRoot(...args);
        streams.push(stream);
        return stream;
      },
    };
    node = openNode(watched, { state: `${directory}/state`, run: `${directory}/run` });
    const call = node.ask([held('a')], signal);
    await runs('a');
    streams[0]?.destroy();
    await expect(call).rejects.toThrow('root.shell-ended');
    expect(await node.ask([run(5, ['echo', 'new'])], signal)).toMatchObject([{ output: 'new\n' }]);
    streams[1]?.destroy();
    await streams[1]?.closed;
    expect(await node.ask([run(5, ['echo', 'newer'])], signal)).toMatchObject([{ output: 'newer\n' }]);
  });

  it('are given up when the host does not answer in time', async () => {
    open();
    await expect(node.ask([{ ...held('a'), seconds: 0.2 }], signal)).rejects.toThrow('node.no-answer');
    expect(await node.ask([run(5, ['echo', 'on'])], signal)).toMatchObject([{ output: 'on\n' }]);
  });

  it('do not keep a call that was given up while it waited', async () => {
    open(1);
    const first = node.ask([held('a')], signal);
    await runs('a');
    const abort = new AbortController();
    const second = node.ask([held('b')], abort.signal);
    abort.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await writeFile(join(directory, 'go'), '');
    expect(await first).toEqual(['a\n']);
    expect(await node.ask([read(`${directory}/b`, 1)], signal)).toEqual([undefined]);
  });

  it('end what waits when the node is closed', async () => {
    open(1);
    const first = node.ask([held('a')], signal);
    await runs('a');
    const second = node.ask([held('b')], signal);
    node.close();
    await expect(first).rejects.toThrow('root.shell-ended');
    await expect(second).rejects.toThrow('root.shell-ended');
  });
});
