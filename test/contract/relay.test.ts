import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemList } from '../../electron/engine/distribution/hop-documents.ts';
import { relay, stored } from '../../electron/engine/distribution/relay-verbs.ts';
import type { Ask } from '../../electron/engine/node/ask.ts';
import { type Node, openNode } from '../../electron/engine/node/node.ts';
import * as verbs from '../../electron/engine/node/verbs.ts';
import type { Item } from '../../shared/distribution/chain.ts';
import { shellTransport } from './shell-transport.ts';

// The first host of a chain, which nobody feeds but the operator, in each shell: a temporary directory is all that it touches. How hosts
// feed each other, the lab shows.
const shells = ['dash', 'bash', 'busybox'];
const { signal } = new AbortController();
const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

for (const shell of shells) {
  const missing = spawnSync(shell, ['-c', ':'], { argv0: 'sh' }).status !== 0;
  const why = missing ? 'not installed' : process.getuid?.() === 0 ? undefined : 'needs root';
  if (why) describe(`relay: ${shell}`, () => it.skip(why, () => undefined));
  else describe(`relay: ${shell}`, () => behaves(shell));
}

function behaves(shell: string): void {
  const transport = shellTransport(shell);
  let [directory, tokens] = ['', 0];
  let node: Node;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'barque-relay-'));
    node = openNode(transport, { state: `${directory}/state`, run: `${directory}/run` });
  });
  afterAll(async () => {
    node.close();
    await transport.close();
    await rm(directory, { recursive: true, force: true });
  });
  const one = async <T>(ask: Ask<T>): Promise<T> => (await node.ask([ask], signal))[0];
  const itemOf = (content: Buffer, from = 0): Item => ({
    digest: digestOf(content),
    from,
    size: content.length,
    source: 'wire',
    take: true,
    onward: false,
  });
  /** Lets the host take these, of which it is sent what comes after the items' beginnings; `sent` of it, and then the end. */
  const take = async (items: readonly Item[], bytes: Buffer) => {
    const token = `${'0'.repeat(15)}${++tokens}`;
    await one(verbs.put(`${directory}/run/relay.${token}/items`, 0o600, Buffer.from(itemList(items)), 'own'));
    const all = Buffer.concat([Buffer.from('.'), bytes]);
    const payload = {
      size: all.length,
      async *open() {
        yield await Promise.resolve(all);
      },
    };
    return one(relay(token, undefined, payload));
  };
  const held = async () => (await one(stored())).held;

  it('keeps what arrives under its digest, and leaves nothing else', async () => {
    const contents = [randomBytes(200_001), Buffer.alloc(0), randomBytes(5_000_000)];
    const end = await take(
      contents.map((content) => itemOf(content)),
      Buffer.concat(contents),
    );
    expect(end).toEqual({ how: 'done', said: '' });
    for (const content of contents)
      expect((await held()).get(digestOf(content))).toEqual({ bytes: content.length, complete: true });
    const leftovers = 'cd "$0/run" && ls -d relay.* *-relay.*; cd "$0/state/blobs" && ls -d *.part';
    const left = await one(verbs.run(5, ['sh', '-c', `{ ${leftovers}; } 2>/dev/null`, directory]));
    expect(left.output).toBe('');
  });

  it('goes on in the middle of what was cut off', async () => {
    const content = randomBytes(300_000);
    const part = `${directory}/state/blobs/${digestOf(content).replace('sha256:', '')}.part`;
    await one(verbs.put(part, 0o600, content.subarray(0, 120_000), 'own'));
    expect((await held()).get(digestOf(content))).toEqual({ bytes: 120_000, complete: false });
    // the others of the chain have less of it
    const end = await take([itemOf(content, 100_000)], content.subarray(100_000));
    expect(end.how).toBe('done');
    expect((await held()).get(digestOf(content))).toEqual({ bytes: 300_000, complete: true });
  });

  it('refuses what is not what it says, and keeps nothing of it', async () => {
    const content = randomBytes(1000);
    const end = await take([itemOf(content)], randomBytes(1000));
    expect(end).toMatchObject({ how: 'own', said: expect.stringContaining('arrived with the digest') as string });
    expect((await held()).get(digestOf(content))).toBeUndefined();
  });

  it('keeps what had arrived when the operator is gone, and is gone itself', async () => {
    const content = randomBytes(500_000);
    const token = `${'f'.repeat(15)}${++tokens}`;
    await one(verbs.put(`${directory}/run/relay.${token}/items`, 0o600, Buffer.from(itemList([itemOf(content)])), 'own'));
    const abort = new AbortController();
    const payload = {
      size: content.length + 1,
      async *open() {
        yield Buffer.concat([Buffer.from('.'), content.subarray(0, 400_000)]);
        while (((await held()).get(digestOf(content))?.bytes ?? 0) < 300_000);
        abort.abort();
      },
    };
    await expect(node.ask([relay(token, undefined, payload)], abort.signal)).rejects.toThrow();
    const gone = ['sh', '-c', 'while [ -e "$0" ]; do sleep 0.05; done', `${directory}/run/relay.${token}`];
    expect((await one(verbs.run(20, gone))).status).toBe(0);
    const part = (await held()).get(digestOf(content));
    expect(part?.complete).toBe(false);
    expect(part?.bytes).toBeGreaterThanOrEqual(300_000);
  });

  it('says so where the disk is full, for a file, a blob and a relay', async () => {
    await one(verbs.mkdir(`${directory}/small`, 0o700));
    await one(verbs.mkdir(`${directory}/state/blobs`, 0o700));
    const mount = (at: string) => one(verbs.run(5, ['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at]));
    if ((await mount(`${directory}/small`)).status !== 0) return; // a container that may not
    await mount(`${directory}/state/blobs`);
    try {
      const content = randomBytes(1_000_000);
      const full = { problems: [{ evidence: [expect.stringMatching(/No space left/)] }] };
      await expect(one(verbs.put(`${directory}/small/file`, 0o600, content, 'own'))).rejects.toMatchObject(full);
      const payload = {
        size: content.length,
        async *open() {
          yield await Promise.resolve(content);
        },
      };
      const blob = await one(verbs.blob(digestOf(content), 'none', payload)).catch((error: unknown) => error);
      expect(JSON.stringify(blob)).toContain('No space left');
      expect((await take([itemOf(content)], content)).said).toContain('No space left');
    } finally {
      await one(verbs.run(5, ['umount', `${directory}/small`, `${directory}/state/blobs`]));
    }
  });

  it('makes a program of what is packed in the store', async () => {
    const content = randomBytes(70_000);
    await take([itemOf(content)], content);
    await one(verbs.unpack(digestOf(content), 'none', digestOf(content)));
    await one(verbs.install(`${directory}/program`, digestOf(content), 'own'));
    const [state] = await one(verbs.paths([`${directory}/program`]));
    expect(state).toMatchObject({ type: 'file', mode: 0o755, digest: digestOf(content) });
  });
}
