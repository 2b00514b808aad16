import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ask } from '../../electron/engine/node/ask.ts';
import { okay } from '../../electron/engine/node/ask.ts';
import { look } from '../../electron/engine/node/command-verbs.ts';
import { openNode, type Node } from '../../electron/engine/node/node.ts';
import * as verbs from '../../electron/engine/node/verbs.ts';
import type { Transport } from '../../electron/engine/transport/transport.ts';

/** A host for the contract: how to reach it, and a directory on it that the tests may fill. */
export interface ContractHost {
  readonly transport: Transport;
  /** A second way to the same host, as another operator would have it. */
  readonly other: Transport;
  readonly directory: string;
  readonly close: () => Promise<void>;
}

const { signal } = new AbortController();
const sha256 = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const payload = (content: Buffer, chunk = 10_000) => ({
  size: content.length,
  async *open() {
    for (let at = 0; at < content.length; at += chunk) yield await Promise.resolve(content.subarray(at, at + chunk));
  },
});
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no problem',
    (error: unknown) => (error instanceof Error && 'problems' in error ? error.message : error),
  );

/** What every host with the node helper does, whatever its shell. Only its test directory is touched. */
export function describeNode(name: string, openHost: () => Promise<ContractHost>): void {
  describe(`node helper: ${name}`, () => {
    let host: ContractHost;
    let node: Node;
    let at: (name: string) => string;
    beforeAll(async () => {
      host = await openHost();
      node = openNode(host.transport, directories());
      at = (path) => `${host.directory}/${path}`;
    });
    afterAll(async () => {
      node.close();
      await host.close();
    });
    const directories = () => ({ state: `${host.directory}/state`, run: `${host.directory}/run` });
    const one = async <T>(ask: Ask<T>): Promise<T> => (await node.ask([ask], signal))[0];
    const content = async (path: string) => (await one(verbs.read(path, 1e6)))?.toString('utf8');

    it('hands every argument through unchanged, whatever is in it', async () => {
      const words = fc.array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\0', '')),
          fc.constantFrom(
            '',
            ' ',
            '-n',
            '--',
            '$(id)',
            '`id`',
            '*',
            '~',
            '\\',
            '\\n',
            '%',
            '%s',
            '\n',
            'a\n\n',
            '"\'',
            '$HOME',
            '\u202e',
            '漢字',
          ),
        ),
        { maxLength: 6 },
      );
      await fc.assert(
        fc.asyncProperty(words, async (args) => {
          const ran = await one(verbs.run(10, ['printf', '%s\\0', 'first', ...args]));
          expect(ran).toEqual({ status: 0, output: ['first', ...args].map((arg) => `${arg}\0`).join(''), errors: '' });
        }),
        { numRuns: 60 },
      );
    });

    it('keeps output and errors apart, and both binary', async () => {
      const script = 'printf "\\000\\377\\n.. - \\n"; printf "bad\\n\\n" >&2; exit 7';
      const ask: Ask<unknown> = { ...verbs.run(10, ['sh', '-c', script]), read: (answer) => answer };
      expect(await one(ask)).toMatchObject({
        status: 7,
        output: Buffer.from([0, 255, ...Buffer.from('\n.. - \n')]),
        errors: Buffer.from('bad\n\n'),
      });
    });

    it('gives commands neither its input nor a way to its output', async () => {
      const [read, fds, after] = await node.ask(
        [verbs.run(10, ['cat']), verbs.run(10, ['sh', '-c', 'echo x >&3; echo x >&4']), verbs.run(10, ['echo', 'still here'])],
        signal,
      );
      expect(read).toMatchObject({ status: 0, output: '' });
      expect(fds.status).not.toBe(0);
      expect(after.output).toBe('still here\n');
    });

    it('ends a command whose time is up, and says when there is none', async () => {
      const [slow, none] = await node.ask([verbs.run(1, ['sleep', '60']), verbs.run(5, ['no-such-program'])], signal);
      expect(slow.status === 124 || slow.status === 143).toBe(true);
      expect(none.status).toBe(127);
    });

    it('puts files in place with their mode, in directories that it makes, and sees them as they are', async () => {
      const big = randomBytes(200_001);
      const asks = [
        verbs.put(at('a/b/empty'), 0o600, Buffer.alloc(0), 'own'),
        verbs.put(at('a/b/big'), 0o4755, big, 'own'),
        verbs.mkdir(at('a/dir'), 0o750),
        verbs.link(at('a/link'), 'b/big', 'own'),
        verbs.paths([
          at('a/b/empty'),
          at('none'),
          at('a/b/big'),
          at('a/dir'),
          at('a/link'),
          at('a/link/.'),
          at('a/b'),
          '/dev/null',
        ]),
      ] as const;
      const [, , , , found] = await node.ask(asks, signal);
      const mine = { uid: 0, gid: 0 };
      expect(found).toMatchObject([
        { type: 'file', mode: 0o600, size: 0, digest: sha256(''), ...mine },
        { type: 'missing' },
        { type: 'file', mode: 0o4755, size: 200_001, digest: sha256(big), ...mine },
        { type: 'directory', mode: 0o750, ...mine },
        { type: 'link', to: 'b/big' },
        { type: 'missing' },
        { type: 'directory', mode: 0o755, ...mine },
        { type: 'other' },
      ]);
    });

    it('does not take hostile names for anything but names', async () => {
      const name = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
        .map((s) => s.replace(/[\0\n/]/g, ''))
        .filter((s) => s !== '' && s !== '.' && s !== '..' && Buffer.byteLength(s) < 200);
      const odd = fc.constantFrom(
        '-rf',
        ' ',
        '$(touch pwned)',
        '`id`',
        '*',
        '?',
        '\\',
        "'",
        '"',
        ';id',
        '~',
        '%',
        '%s',
        '\\n',
        '\t',
        '[0-9]*',
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof(name, odd), fc.uint8Array({ maxLength: 300 }), async (file, bytes) => {
          const path = at(`names/${file}`);
          const [, found, back, , gone] = await node.ask(
            [
              verbs.put(path, 0o644, Buffer.from(bytes), 'keep'),
              verbs.paths([path]),
              verbs.read(path, 1000),
              verbs.remove(path, 'keep'),
              verbs.paths([path]),
            ],
            signal,
          );
          expect(found).toMatchObject([{ type: 'file', mode: 0o644, digest: sha256(Buffer.from(bytes)) }]);
          expect(back).toEqual(Buffer.from(bytes));
          expect(gone).toEqual([{ type: 'missing' }]);
        }),
        { numRuns: 40 },
      );
    });

    it('keeps the first before-image of what it replaces, and remembers where nothing stood', async () => {
      await one(verbs.run(5, ['sh', '-c', 'mkdir -p "$0" && printf old >"$0/theirs" && chmod 640 "$0/theirs"', at('before')]));
      for (const text of ['first', 'second'])
        await node.ask(
          [
            verbs.put(at('before/theirs'), 0o600, Buffer.from(text), 'keep'),
            verbs.put(at('before/ours'), 0o600, Buffer.from(text), 'keep'),
          ],
          signal,
        );
      const kept = `${host.directory}/state/before/kept${at('before/theirs')}`;
      const [image, ours, none, directory] = await one(
        verbs.paths([
          kept,
          `${host.directory}/state/before/kept${at('before/ours')}`,
          `${host.directory}/state/before/none${at('before/ours')}`,
          `${host.directory}/state/before`,
        ]),
      );
      expect(image).toMatchObject({ type: 'file', mode: 0o640, digest: sha256('old') });
      expect([ours?.type, none?.type]).toEqual(['missing', 'file']);
      expect(directory).toMatchObject({ mode: 0o700 });
    });

    it('keeps no copy of what may hold a private key, whether it is replaced or removed', async () => {
      const path = at('keys/pki/ca.key');
      await node.ask(
        [verbs.put(path, 0o600, Buffer.from('first'), 'secret'), verbs.put(path, 0o600, Buffer.from('second'), 'secret')],
        signal,
      );
      expect(await content(path)).toBe('second');
      await node.ask(
        [verbs.remove(path, 'secret'), verbs.link(path, '/dev/null', 'secret'), verbs.remove(path, 'secret')],
        signal,
      );
      const before = (which: string) => `${host.directory}/state/before/${which}${path}`;
      expect(await one(verbs.paths([path, before('kept'), before('none')]))).toEqual(Array(3).fill({ type: 'missing' }));
    });

    it('replaces a file only where it is the one that was expected', async () => {
      const path = at('expected');
      await one(verbs.put(path, 0o644, Buffer.from('one'), 'own'));
      await one(verbs.put(path, 0o644, Buffer.from('two'), 'own', sha256('one')));
      expect(await codeOf(one(verbs.put(path, 0o644, Buffer.from('three'), 'own', sha256('one'))))).toContain('node.verb-failed');
      expect(await content(path)).toBe('two');
    });

    it('puts nothing in place that did not arrive whole, and goes on over another channel', async () => {
      const path = at('whole');
      await one(verbs.put(path, 0o644, Buffer.from('old'), 'own'));
      const short = { ...verbs.put(path, 0o644, Buffer.from('new'), 'own'), payload: { ...payload(Buffer.from('ne')), size: 3 } };
      await expect(one(short)).rejects.toThrow(RangeError);
      expect(await content(path)).toBe('old');
      expect((await one(verbs.run(5, ['ls', '-A', host.directory]))).output).not.toContain('.barque');
    });

    it('refuses to put a file or a link over a directory', async () => {
      await one(verbs.mkdir(at('solid'), 0o755));
      expect(await codeOf(one(verbs.put(at('solid'), 0o644, Buffer.from('x'), 'own')))).toContain('node.verb-failed');
      expect(await codeOf(one(verbs.link(at('solid'), '/x', 'own')))).toContain('node.verb-failed');
      expect(await one(verbs.paths([at('solid')]))).toMatchObject([{ type: 'directory' }]);
    });

    it('takes a large payload in chunks of any size, with the requests after it in step', async () => {
      const large = randomBytes(3_000_017);
      let sent = 0;
      const progress = (bytes: number) => (sent = bytes);
      const [, , back] = await node.ask(
        [
          verbs.blob(sha256(large), 'none', { ...payload(large, 77_777), progress }),
          verbs.install(at('bin/program'), sha256(large), 'own'),
          verbs.paths([at('bin/program'), `${host.directory}/state/blobs/${sha256(large).slice(7)}`]),
        ],
        signal,
      );
      expect(sent).toBe(large.length);
      expect(back).toMatchObject([
        { type: 'file', mode: 0o755, digest: sha256(large) },
        { type: 'file', digest: sha256(large) },
      ]);
    });

    it('decompresses, and checks the digest of what it unpacked before it gives it its name', async () => {
      const plain = Buffer.alloc(500_000, 'barque');
      await node.ask(
        [verbs.blob(sha256(plain), 'gzip', payload(gzipSync(plain))), verbs.install(at('bin/unpacked'), sha256(plain), 'own')],
        signal,
      );
      expect(await one(verbs.paths([at('bin/unpacked')]))).toMatchObject([{ digest: sha256(plain), size: 500_000 }]);
      const wrong = sha256('something else');
      expect(await codeOf(one(verbs.blob(wrong, 'gzip', payload(gzipSync(plain)))))).toContain('node.verb-failed');
      expect(await codeOf(one(verbs.blob(wrong, 'gzip', payload(randomBytes(100_000)))))).toContain('node.verb-failed');
      const [, left] = await node.ask([verbs.paths(['/']), verbs.run(5, ['ls', '-A', `${host.directory}/state/blobs`])], signal);
      expect(left.output.split('\n').filter((n) => n.startsWith('.') || n === wrong.slice(7))).toEqual([]);
    });

    it('sees that a large file was changed, though it remembers the digest of one that was not', async () => {
      const large = randomBytes(1_500_000);
      await node.ask(
        [verbs.blob(sha256(large), 'none', payload(large)), verbs.install(at('bin/drifts'), sha256(large), 'own')],
        signal,
      );
      await one(verbs.run(5, ['sh', '-c', 'printf x >>"$0"', at('bin/drifts')]));
      expect(await one(verbs.paths([at('bin/drifts')]))).toMatchObject([
        { digest: sha256(Buffer.concat([large, Buffer.from('x')])) },
      ]);
    });

    it('removes files, and directories only of its own state', async () => {
      await node.ask(
        [verbs.put(at('state/blobs/x'), 0o600, Buffer.from('x'), 'own'), verbs.put(at('gone'), 0o600, Buffer.from('x'), 'own')],
        signal,
      );
      await node.ask(
        [verbs.remove(at('state/blobs'), 'own'), verbs.remove(at('gone'), 'own'), verbs.remove(at('never-there'), 'own')],
        signal,
      );
      expect(await one(verbs.paths([at('state/blobs'), at('gone')]))).toEqual([{ type: 'missing' }, { type: 'missing' }]);
      await one(verbs.mkdir(at('theirs'), 0o755));
      expect(await codeOf(one(verbs.remove(at('theirs'), 'own')))).toContain('node.verb-failed');
    });

    it('reads kernel settings and modules', async () => {
      const [settings, modules] = await node.ask(
        [
          verbs.sysctls(['kernel.ostype', 'kernel/ostype', 'no.such.setting', 'net.ipv4.ip_local_port_range']),
          verbs.modules(['no-such-module']),
        ],
        signal,
      );
      expect(settings.slice(0, 3)).toEqual(['Linux', 'Linux', undefined]);
      expect(settings[3]).toMatch(/^\d+ \d+$/);
      expect(modules).toEqual(['missing']);
      expect(() => verbs.sysctls(['../../etc/passwd'])).toThrow(TypeError);
    });

    it('knows no command that was never started', async () => {
      expect(await one(look('never-started'))).toEqual({ state: 'none' });
    });

    it('answers a verb that it does not know with a failure and goes on', async () => {
      const unknown: Ask<Buffer> = { verb: 'rm', args: ['-rf', host.directory], seconds: 5, read: okay };
      expect(await codeOf(one(unknown))).toContain('node.verb-failed');
      expect((await one(verbs.run(5, ['echo', 'on']))).output).toBe('on\n');
    });

    it('hangs up when a call is aborted, and answers the next one', async () => {
      const abort = new AbortController();
      const sleeping = node.ask([verbs.run(50, ['sh', '-c', 'echo $$ >"$0"; sleep 50', at('sleeper')])], abort.signal);
      await expect.poll(() => content(at('sleeper')), { timeout: 20_000 }).toMatch(/^\d+\n$/);
      abort.abort(new Error('enough'));
      await expect(sleeping).rejects.toThrow('enough');
      expect((await one(verbs.run(5, ['echo', 'on']))).output).toBe('on\n');
    });
  });
}
