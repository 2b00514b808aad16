import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLocal } from './local.ts';
import { connect, type ConnectDeps } from './ssh-connect.ts';
import { patience } from './ssh-login.ts';
import { collect, fakeServer, problemOf, rootScript, target, workspace, type FakeServerOptions } from './ssh-server.fixture.ts';
import type { Transport } from './transport.ts';

const never = new AbortController().signal;
const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

async function overSsh(options: FakeServerOptions = {}, over: Partial<ConnectDeps> = {}) {
  const { deps, folder, dispose } = await workspace(over);
  cleanup.push(dispose);
  const server = await fakeServer(options);
  cleanup.push(server.close);
  const transport = await connect(target('m1', server.port), deps, never);
  cleanup.push(() => transport.close());
  return { transport, server, folder };
}

async function onThisMachine() {
  const { folder, deps, dispose } = await workspace();
  cleanup.push(dispose);
  const transport = openLocal('m1', { kind: 'none' }, deps, { name: 'root', root: true });
  cleanup.push(() => transport.close());
  return { transport, folder };
}

/** A question and its answer on a channel of its own: what the connection had to do before is done. */
async function roundTrip(transport: Transport): Promise<void> {
  await collect(await transport.startRoot(rootScript('echo'), never));
}

describe.each([
  ['over SSH', overSsh],
  ['on this machine', onThisMachine],
])('a root stream %s', (_, reach) => {
  it('carries every byte both ways, at any size', async () => {
    const { transport } = await reach();
    const bytes = randomBytes(12 * 1024 * 1024);
    const stream = await transport.startRoot(rootScript('exec cat'), never);
    const send = async () => {
      for (let at = 0; at < bytes.length; at += 100_000) await stream.write(bytes.subarray(at, at + 100_000));
      stream.end();
    };
    const [out] = await Promise.all([collect(stream), send()]);
    expect(out.equals(bytes)).toBe(true);
    expect(await stream.closed).toEqual({ code: 0, signal: null, stderr: '' });
  });

  it('lets a writer wait while the host does not read', async () => {
    const { transport, folder } = await reach();
    const gate = join(folder, 'gate');
    spawnSync('mkfifo', [gate]);
    const stream = await transport.startRoot(rootScript(`read -r x <${gate}; exec wc -c`), never);
    let taken = false;
    const writing = stream.write(Buffer.alloc(8 * 1024 * 1024)).then(() => (taken = true));
    await roundTrip(transport);
    expect(taken).toBe(false);
    const fifo = await open(gate, 'w');
    await fifo.write('go\n');
    await fifo.close();
    await writing;
    stream.end();
    expect((await collect(stream)).toString().trim()).toBe(String(8 * 1024 * 1024));
  });

  it('lets the host wait while nobody reads', async () => {
    const { transport } = await reach();
    const stream = await transport.startRoot(rootScript('exec head -c 20000000 /dev/zero'), never);
    let ended = false;
    void stream.closed.then(() => (ended = true));
    await roundTrip(transport);
    expect(ended).toBe(false);
    expect((await collect(stream)).length).toBe(20_000_000);
    await stream.closed;
  });

  it('keeps the end of a long stderr, without control sequences', async () => {
    const { transport } = await reach();
    const stream = await transport.startRoot(
      rootScript('head -c 200000 /dev/zero | tr "\\0" x >&2; printf "\\033[31mend\\033[0m\\r\\n" >&2'),
      never,
    );
    await collect(stream);
    const { stderr } = await stream.closed;
    expect(stderr.length).toBeLessThanOrEqual(64 * 1024);
    expect(stderr.endsWith('xend\n')).toBe(true);
  });

  it('fails a write once the process has gone', async () => {
    const { transport } = await reach();
    const stream = await transport.startRoot(rootScript('exit 7'), never);
    await collect(stream);
    expect((await stream.closed).code).toBe(7);
    expect(await problemOf(stream.write(Buffer.from('x')))).toMatchObject({
      code: 'root.shell-ended',
      params: { exit: 'exit status 7' },
    });
  });

  it('fails a write that waits when the process ends', async () => {
    const { transport } = await reach();
    const stream = await transport.startRoot(rootScript('printf up; exit 0'), never);
    const failing = problemOf(stream.write(Buffer.alloc(16 * 1024 * 1024)));
    await collect(stream);
    expect((await failing).code).toBe('root.shell-ended');
  });

  it('ends quietly when it is destroyed, and when its reader leaves', async () => {
    const { transport } = await reach();
    const endless = rootScript('while :; do echo y; done');
    const destroyed = await transport.startRoot(endless, never);
    const reading = collect(destroyed);
    await roundTrip(transport);
    destroyed.destroy();
    await reading;
    await destroyed.closed;
    const left = await transport.startRoot(endless, never);
    for await (const chunk of left.output) if (chunk.length > 0) break;
    await left.closed;
  });
});

describe('a connection', () => {
  it('that breaks is told to everybody who uses it', async () => {
    const { transport, server } = await overSsh();
    const stream = await transport.startRoot(rootScript('exec cat'), never);
    const reading = problemOf(collect(stream));
    server.drop();
    expect(await transport.lost).toMatchObject({ code: 'ssh.connection-lost', host: 'm1', params: { reason: 'closed' } });
    expect((await reading).code).toBe('ssh.connection-lost');
    expect((await problemOf(stream.write(Buffer.from('x')))).code).toBe('ssh.connection-lost');
    expect(await stream.closed).toMatchObject({ code: null, signal: null });
    expect((await problemOf(transport.startRoot(rootScript('echo'), never))).code).toBe('ssh.connection-lost');
  });

  it('that breaks while a large write waits fails the write', async () => {
    const { transport, server, folder } = await overSsh();
    spawnSync('mkfifo', [join(folder, 'gate')]);
    const stream = await transport.startRoot(rootScript(`exec cat ${join(folder, 'gate')}`), never);
    const writing = problemOf(stream.write(Buffer.alloc(8 * 1024 * 1024)));
    await roundTrip(transport);
    server.drop();
    expect((await writing).code).toBe('ssh.connection-lost');
  });

  it('that goes silent is lost', async () => {
    const { transport, server } = await overSsh({}, { patience: { ...patience, keepAlive: 50 } });
    server.freeze();
    expect(await transport.lost).toMatchObject({ code: 'ssh.connection-lost', params: { reason: 'silent' } });
  });

  it('of one session says so, and has it again when the session is over', async () => {
    const { transport } = await overSsh({ maxSessions: 1 });
    const stream = await transport.startRoot(rootScript('exec cat'), never);
    expect(await problemOf(transport.startRoot(rootScript('echo'), never))).toMatchObject({
      code: 'ssh.no-more-sessions',
      params: { open: 1 },
    });
    stream.end();
    await collect(stream);
    await stream.closed;
    await roundTrip(transport);
  });

  it('that is closed from here is not lost', async () => {
    const { transport } = await overSsh();
    const stream = await transport.startRoot(rootScript('exec cat'), never);
    const lost = transport.lost.then(() => 'lost');
    await transport.close();
    await stream.closed;
    expect(await Promise.race([lost, Promise.resolve('closed')])).toBe('closed');
    await transport.close();
  });
});
