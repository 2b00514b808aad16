import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { AuthContext } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { fingerprint } from './host-keys.ts';
import { connect, type ConnectDeps } from './ssh-connect.ts';
import type { Question } from './ssh-authentication.ts';
import {
  byPassword,
  byPrompt,
  fakeServer,
  newKeyPair,
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
async function deps(over: Partial<ConnectDeps> = {}, secrets?: Record<string, string>) {
  const made = await workspace(over, secrets);
  cleanup.push(made.dispose);
  return made;
}
async function listening(tcp: Server): Promise<number> {
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  cleanup.push(() => new Promise((resolve) => tcp.close(resolve)));
  const address = tcp.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('logging in', () => {
  it('uses a password, past a banner', async () => {
    const host = await server({ config: { banner: 'Authorized use only\nPassword: ', greeting: 'hello' } });
    const { deps: d } = await deps();
    const transport = await connect(target('m1', host.port), d, never);
    expect(transport.host).toBe('m1');
    expect(host.tried).toEqual(['password:lab']);
    await transport.close();
  });

  it('uses a private key with a passphrase', async () => {
    const pair = newKeyPair('ed25519', 'open sesame');
    const expected = ssh2.utils.parseKey(pair.public);
    const host = await server({
      login: (context) => {
        const same =
          context.method === 'publickey' && !(expected instanceof Error) && context.key.data.equals(expected.getPublicSSH());
        if (same) context.accept();
        else context.reject(['publickey']);
      },
    });
    const auth = { kind: 'key', secret: 'key', passphrase: 'pass' } as const;
    const good = await deps({}, { key: pair.private, pass: 'open sesame' });
    await (await connect(target('m1', host.port, { auth }), good.deps, never)).close();
    const bad = await deps({}, { key: pair.private, pass: 'open up' });
    expect(await problemOf(connect(target('m1', host.port, { auth }), bad.deps, never))).toMatchObject({
      code: 'ssh.key-unusable',
      params: { fault: 'passphrase-wrong' },
    });
    const bare = { kind: 'key', secret: 'key' } as const;
    const none = await problemOf(connect(target('m1', host.port, { auth: bare }), good.deps, never));
    expect(none.params).toMatchObject({ fault: 'passphrase-missing' });
    const noKey = await deps({}, { key: 'hello' });
    expect((await problemOf(connect(target('m1', host.port, { auth: bare }), noKey.deps, never))).params).toMatchObject({
      fault: 'format',
    });
  });

  it('answers a lone hidden prompt with the password where the host takes passwords only that way', async () => {
    const host = await server({
      login: (context) => {
        byPrompt({ prompt: 'Geheim? ', echo: false }, 'lab')(context);
      },
    });
    const { deps: d } = await deps();
    await (await connect(target('m1', host.port), d, never)).close();
  });

  it('asks a person for the code, as a second factor after the key or beside the password', async () => {
    const asked: Question[] = [];
    const host = await server({
      login: (context) => {
        const first = context.method === 'password' && context.password === 'lab';
        if (first) context.reject(['keyboard-interactive'], true);
        else if (context.method === 'none') context.reject(['password']);
        else byPrompt({ prompt: '\u001b[31mVerification code: ', echo: true }, '123456', 'Token', 'Look at it')(context);
      },
    });
    const ask = (question: Question) => {
      asked.push(question);
      return Promise.resolve(['123456']);
    };
    const { deps: d } = await deps({ ask });
    await (await connect(target('m1', host.port), d, never)).close();
    expect(asked).toEqual([
      { host: 'm1', instruction: 'Token\nLook at it', prompts: [{ text: 'Verification code:', echo: true }] },
    ]);
  });

  it('says what the host offers where that is something else', async () => {
    const host = await server({ login: (context) => context.reject(['publickey']) });
    const { deps: d } = await deps();
    expect(await problemOf(connect(target('m1', host.port), d, never))).toMatchObject({
      code: 'ssh.method-not-offered',
      params: { offered: ['publickey'] },
    });
    expect(host.tried).toEqual([]);
  });

  it.each([
    [
      'the SSH request for it',
      (context: AuthContext) => {
        if (context.method === 'password') context.requestChange('Password expired', () => {});
        else context.reject(['password']);
      },
    ],
    [
      'prompts for a new one',
      (context: AuthContext) => {
        if (context.method !== 'keyboard-interactive') context.reject(['keyboard-interactive']);
        else
          context.prompt([{ prompt: 'Password: ', echo: false }], () => {
            context.prompt([{ prompt: 'New password: ', echo: false }], () => {});
          });
      },
    ],
  ])('reports an expired password, told by %s', async (_, login) => {
    const host = await server({ login });
    const { deps: d } = await deps();
    expect(await problemOf(connect(target('m1', host.port), d, never))).toMatchObject({
      code: 'ssh.password-expired',
      host: 'm1',
    });
  });
});

describe('a credential that is refused', () => {
  it('is tried once, on one of five hosts', async () => {
    const hosts = await Promise.all([1, 2, 3, 4, 5].map(() => server({ login: byPassword('another') })));
    const { deps: d } = await deps();
    const problems = await Promise.all(hosts.map((h, i) => problemOf(connect(target(`m${i + 1}`, h.port), d, never))));
    expect(hosts.flatMap((h) => h.tried)).toEqual(['password:lab']);
    const refused = problems.filter((p) => p.code === 'ssh.login-refused');
    expect(refused).toHaveLength(1);
    const others = problems.filter((p) => p.code === 'ssh.credential-refused');
    expect(others.map((p) => p.params['refusedBy'])).toEqual(Array(4).fill(refused[0]?.host));
  });

  it('stops no other host where it is a key: one that lacks the public key is told alone, also when it is the first', async () => {
    const lacks = await server({ login: (context) => context.reject(['publickey']) });
    const has = await server({
      login: (context) => (context.method === 'publickey' ? context.accept() : context.reject(['publickey'])),
    });
    const { deps: d } = await deps({}, { key: newKeyPair().private });
    const auth = { kind: 'key', secret: 'key' } as const;
    const refused = await problemOf(connect(target('m1', lacks.port, { auth }), d, never));
    expect(refused).toMatchObject({ code: 'ssh.login-refused', host: 'm1' });
    await (await connect(target('m2', has.port, { auth }), d, never)).close();
  });

  it('is tried on the next host where the first cannot be reached', async () => {
    const closed = await server();
    await closed.close();
    cleanup.pop();
    const host = await server();
    const { deps: d } = await deps();
    const [first, second] = await Promise.allSettled([
      connect(target('m1', closed.port), d, never),
      connect(target('m2', host.port), d, never),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    if (second.status === 'fulfilled') await second.value.close();
  });

  it('counts as refused where the host hangs up instead of answering', async () => {
    const host = await server({
      login: (context, connection) => {
        if (context.method === 'password') connection.end();
        else context.reject(['password']);
      },
    });
    const { deps: d } = await deps();
    expect((await problemOf(connect(target('m1', host.port), d, never))).code).toBe('ssh.login-cut-off');
    expect((await problemOf(connect(target('m2', host.port), d, never))).code).toBe('ssh.credential-refused');
  });

  it('connects anew where the host did not wait for the verdict of another', async () => {
    let verdict: () => void = () => {};
    const slow = await server({
      login: (context) => {
        if (context.method === 'password') verdict = () => context.accept();
        else context.reject(['password']);
      },
    });
    let reached: () => void = () => {};
    const waiting = new Promise<void>((resolve) => (reached = resolve));
    const impatient = await server({
      login: (context) => {
        byPassword('lab')(context);
        reached();
      },
    });
    const { deps: d } = await deps();
    const first = connect(target('m1', slow.port), d, never);
    while (slow.tried.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = connect(target('m2', impatient.port), d, never);
    await waiting;
    impatient.drop();
    // A whole login elsewhere: by then the end of that connection is known here.
    await (await connect(target('m3', (await server()).port, { user: 'other' }), d, never)).close();
    verdict();
    for (const transport of await Promise.all([first, second])) await transport.close();
    expect(impatient.connections()).toBe(2);
  });
});

describe('host keys', () => {
  it('are shown and pinned at first contact, and nothing is sent where that is declined', async () => {
    const host = await server();
    const shown: string[] = [];
    const made = await deps({ onFirstContact: (name, print) => (shown.push(`${name} ${print}`), shown.length > 1) });
    const refusal = await problemOf(connect(target('m1', host.port), made.deps, never));
    expect(refusal.code).toBe('ssh.host-key-refused');
    expect(shown[0]).toBe(`m1 ${String(refusal.params['fingerprint'])}`);
    expect(host.tried).toEqual([]);
    await (await connect(target('m1', host.port), made.deps, never)).close();
    await (await connect(target('m1', host.port), made.deps, never)).close();
    expect(shown).toHaveLength(2);
    expect(await readFile(made.knownHosts, 'utf8')).toMatch(/^\|1\|\S+ ssh-ed25519 \S+\n$/);
  });

  it('stop everything when they have changed, before a credential is sent', async () => {
    const host = await server();
    const { deps: d } = await deps();
    await d.hostKeys.pin(`[127.0.0.1]:${host.port}`, 'ssh-ed25519', 'AAAA');
    const changed = await problemOf(connect(target('m1', host.port), d, never));
    expect(changed.code).toBe('ssh.host-key-changed');
    expect(changed.params['pinned']).toBe(fingerprint('AAAA'));
    expect(changed.params['found']).toMatch(/^SHA256:(?!$)/);
    expect(host.tried).toEqual([]);
  });

  it('are asked for by the type that is pinned, where a host has several', async () => {
    const ecdsa = newKeyPair('ecdsa');
    const host = await server({ hostKeys: [newKeyPair().private, ecdsa.private] });
    const { deps: d } = await deps();
    const [type = '', key = ''] = ecdsa.public.split(' ');
    await d.hostKeys.pin(`[127.0.0.1]:${host.port}`, type, key);
    await (await connect(target('m1', host.port), d, never)).close();
  });
});

describe('a host that cannot be reached', () => {
  it('is told by the reason', async () => {
    const { deps: d } = await deps({ patience: { connect: 300, verdict: 300, keepAlive: 1000, shell: 1000 } });
    const http = createServer((socket) =>
      socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\nnothing here for you, and nothing for anybody else\r\n'.repeat(40)),
    );
    const mute = createServer((socket) => socket.resume());
    const rude = createServer((socket) => socket.destroy());
    const closed = createServer();
    const free = await listening(closed);
    await cleanup.pop()?.();
    const reasons = await Promise.all(
      [free, await listening(http), await listening(mute), await listening(rude)].map(
        async (port) => (await problemOf(connect(target('m1', port), d, never))).params['reason'],
      ),
    );
    expect(reasons).toEqual(['refused', 'not-ssh', 'silent', 'closed']);
  });

  it('stops at once when it is aborted, wherever it is', async () => {
    const stuck = await server({ login: (context) => (context.method === 'none' ? context.reject(['password']) : undefined) });
    const mute = createServer((socket) => socket.resume());
    const port = await listening(mute);
    const { deps: d } = await deps();
    for (const [where, begun] of [
      [port, () => once(mute, 'connection')],
      [
        stuck.port,
        async () => {
          while (stuck.tried.length === 0) await new Promise((r) => setImmediate(r));
        },
      ],
    ] as const) {
      const abort = new AbortController();
      const connecting = connect(target('m1', where), d, abort.signal);
      const failed = expect(connecting).rejects.toThrow('enough');
      await begun();
      abort.abort(new Error('enough'));
      await failed;
    }
    await expect(connect(target('m1', port), d, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});
