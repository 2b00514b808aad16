import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bastion } from '../../../shared/model/spec.ts';
import { connect, type ConnectDeps } from './ssh-connect.ts';
import {
  byPrompt,
  fakeServer,
  passwordAuth,
  problemOf,
  target,
  workspace,
  type FakeServerOptions,
} from './ssh-server.fixture.ts';

const never = new AbortController().signal;
const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

async function server(options: FakeServerOptions = {}) {
  const made = await fakeServer(options);
  cleanup.push(made.close);
  return made;
}
async function deps(over: Partial<ConnectDeps> = {}) {
  const made = await workspace(over);
  cleanup.push(made.dispose);
  return made;
}
/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const tcp = createServer().listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const address = tcp.address();
  tcp.close();
  await once(tcp, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a bastion', () => {
  const code = byPrompt({ prompt: 'Verification code: ', echo: false }, '42');
  const through = (port: number): Bastion => ({
    address: '127.0.0.1',
    port,
    user: 'jump',
    auth: { kind: 'keyboard-interactive' },
  });

  it('carries all hosts over one connection, its code typed once', async () => {
    const bastion = await server({ login: code, forwards: true });
    const hosts = await Promise.all([1, 2, 3].map(() => server()));
    let asked = 0;
    const { deps: d } = await deps({ ask: () => Promise.resolve([++asked === 1 ? '42' : 'wrong']) });
    const access = { auth: passwordAuth, bastion: through(bastion.port) };
    const all = await Promise.all(hosts.map((h, i) => connect(target(`m${i + 1}`, h.port, access), d, never)));
    await Promise.all(all.map((t) => t.close()));
    const [first] = hosts;
    // A host that is reached again later needs no code either.
    await (await connect(target('m1', first?.port ?? 0, access), d, never)).close();
    expect([asked, bastion.connections()]).toEqual([1, 1]);
  });

  it('that bars forwarding is told from a host that refuses the connection', async () => {
    const barring = await server();
    const open = await server({ forwards: true });
    const free = await freePort();
    const { deps: d } = await deps();
    const by = (port: number) => ({ bastion: { address: '127.0.0.1', port, user: 'ops', auth: passwordAuth } });
    expect(await problemOf(connect(target('m1', free, by(barring.port)), d, never))).toMatchObject({
      code: 'ssh.forwarding-refused',
      host: 'm1',
    });
    expect(await problemOf(connect(target('m1', free, by(open.port)), d, never))).toMatchObject({
      code: 'ssh.unreachable',
      host: 'm1',
    });
  });

  it('that breaks takes its hosts with it, and is connected to again', async () => {
    const bastion = await server({ forwards: true });
    const host = await server();
    const { deps: d } = await deps();
    const access = { bastion: { address: '127.0.0.1', port: bastion.port, user: 'ops', auth: passwordAuth } };
    const transport = await connect(target('m1', host.port, access), d, never);
    bastion.drop();
    expect((await transport.lost).code).toBe('ssh.connection-lost');
    await (await connect(target('m1', host.port, access), d, never)).close();
  });

  it('is left alone when everybody who waits for it has gone', async () => {
    let told: (signal: AbortSignal) => void = () => {};
    const asking = new Promise<AbortSignal>((resolve) => (told = resolve));
    const bastion = await server({ login: code, forwards: true });
    const { deps: d } = await deps({ ask: (_, signal) => (told(signal), new Promise(() => {})) });
    const abort = new AbortController();
    const connecting = connect(target('m1', 1, { bastion: through(bastion.port) }), d, abort.signal);
    const failed = expect(connecting).rejects.toThrow('enough');
    const question = await asking;
    abort.abort(new Error('enough'));
    await failed;
    expect(question.aborted).toBe(true);
  });
});
