import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { AuthContext, AuthenticationType, Connection, Prompt, ServerChannel, ServerConfig } from 'ssh2';
import type { Access, Authentication } from '../../../shared/model/spec.ts';
import { ProblemError, type Problem } from '../../../shared/problems/problem.ts';
import { Bastions } from './bastion.ts';
import { CredentialGate } from './credential-gate.ts';
import { openHostKeys } from './host-keys.ts';
import type { ConnectDeps, Target } from './ssh-connect.ts';
import { patience } from './ssh-login.ts';
import type { RootScript, RootStream } from './transport.ts';

/** A new key pair. ssh2 now and then writes one that it cannot read itself. */
export function newKeyPair(type: 'ed25519' | 'ecdsa' = 'ed25519', passphrase?: string): { private: string; public: string } {
  const locked = passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 1 };
  const pair = ssh2.utils.generateKeyPairSync(type, { bits: 256, ...locked });
  return ssh2.utils.parseKey(pair.private, passphrase) instanceof Error ? newKeyPair(type, passphrase) : pair;
}

export interface FakeServer {
  readonly port: number;
  /** Logins tried, as `method` or `method:password`, without `none`. */
  readonly tried: string[];
  /** Connections made so far. */
  readonly connections: () => number;
  /** Stops listening to what comes: the host is silent. */
  readonly freeze: () => void;
  /** Cuts every connection without a word. */
  readonly drop: () => void;
  readonly close: () => Promise<void>;
}

export interface FakeServerOptions {
  readonly hostKeys?: string[];
  readonly login?: (context: AuthContext, connection: Connection) => void;
  readonly maxSessions?: number;
  readonly forwards?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** What the user's shell runs before every command. */
  readonly profile?: string;
  readonly config?: Partial<ServerConfig>;
}

/** Lets a user in by this password, offering the given methods. */
export const byPassword =
  (password: string, offer: AuthenticationType[] = ['password']) =>
  (context: AuthContext): void => {
    if (context.method === 'password' && context.password === password) context.accept();
    else context.reject(offer);
  };

/** Lets a user in by the right answer to one keyboard-interactive prompt. */
export const byPrompt =
  (prompt: Prompt, right: string, title = '', instruction = '') =>
  (context: AuthContext): void => {
    if (context.method !== 'keyboard-interactive') {
      context.reject(['keyboard-interactive']);
      return;
    }
    context.prompt([prompt], title, instruction, ([answer]) => {
      if (answer === right) context.accept();
      else context.reject(['keyboard-interactive']);
    });
  };

/** An SSH server on loopback that runs commands for real by /bin/sh; on a "terminal" by script(1), which has a pty. */
export async function fakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const tried: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const login = options.login ?? byPassword('lab');
  const server = new ssh2.Server({ hostKeys: options.hostKeys ?? [newKeyPair().private], ...options.config }, (connection) => {
    connections += 1;
    let sessions = 0;
    let ended = 0;
    const children = new Set<ChildProcess>();
    connection.on('error', () => {});
    connection.on('close', () => children.forEach((child) => child.kill()));
    connection.on('authentication', (context) => {
      if (context.method !== 'none') tried.push(context.method === 'password' ? `password:${context.password}` : context.method);
      login(context, connection);
    });
    connection.on('session', (accept, reject) => {
      if (sessions >= (options.maxSessions ?? 10)) {
        reject();
        // As OpenSSH, which forgets a session that has ended only after what it read along with the end.
        sessions -= ended;
        ended = 0;
        return;
      }
      sessions += 1;
      let terminal = false;
      const session = accept();
      session.on('pty', (ok) => {
        terminal = true;
        ok();
      });
      session.on('exec', (ok, _no, { command }) => {
        const child = run(ok(), `${options.profile ?? ''}\n${command}`, terminal, options.env ?? {});
        children.add(child);
        child.on('exit', () => {
          children.delete(child);
          ended += 1;
        });
      });
    });
    if (options.forwards ?? false) {
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
        const socket = connectSocket(destPort, destIP);
        socket.on('error', () => reject());
        socket.once('connect', () => {
          const channel = accept();
          channel.on('error', () => {});
          socket.pipe(channel).pipe(socket);
        });
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // ssh2's server hands out no sockets: take them from the net.Server beneath.
  const inner: unknown = Reflect.get(server, '_srv');
  if (inner instanceof Object && 'on' in inner && typeof inner.on === 'function') {
    Reflect.apply(inner.on, inner, ['connection', (socket: Socket) => sockets.add(socket.setNoDelay(true))]);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const drop = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    tried,
    connections: () => connections,
    freeze: () => sockets.forEach((socket) => socket.pause()),
    drop,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}

function run(channel: ServerChannel, command: string, terminal: boolean, env: NodeJS.ProcessEnv): ChildProcess {
  const argv = terminal ? ['script', '-qefc', command, '/dev/null'] : ['/bin/sh', '-c', command];
  const child = spawn(argv[0] ?? '', argv.slice(1), { env: { PATH: process.env['PATH'], SHELL: '/bin/sh', ...env } });
  for (const stream of [channel, child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on('close', () => child.kill());
  child.on('close', (code, signal) => {
    if (signal === null) channel.exit(code ?? 1);
    else channel.exit(signal.slice(3));
    channel.close();
  });
  return child;
}

/** A script as the engine's: says it is ready, drops lines up to `begin`, then does `work`. */
export const rootScript = (work: string): RootScript => ({
  ready: 'ready-7f3a',
  begin: 'begin-7f3a',
  text: `printf "%s\\n" ready-7f3a; while IFS= read -r l && [ "$l" != begin-7f3a ]; do :; done\n${work}`,
});

export async function collect(stream: RootStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream.output) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The problem that a promise fails with. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problems[0];
  throw new Error(`no problem but: ${String(error)}`);
}

/** A workspace in a temporary folder, and what `connect` needs of it. */
export async function workspace(over: Partial<ConnectDeps> = {}, secrets: Record<string, string> = { login: 'lab' }) {
  const folder = await mkdtemp(join(tmpdir(), 'barque-transport-'));
  const knownHosts = join(folder, 'known_hosts');
  const bastions = new Bastions();
  const deps: ConnectDeps = {
    secrets: (name) => {
      const secret = secrets[name];
      return secret === undefined ? Promise.reject(new Error(`no secret ${name}`)) : Promise.resolve(secret);
    },
    hostKeys: await openHostKeys(knownHosts),
    gate: new CredentialGate(),
    bastions,
    ask: () => Promise.reject(new Error('nobody to ask')),
    onFirstContact: () => true,
    patience: { ...patience, connect: 5_000 },
    ...over,
  };
  const dispose = async () => {
    await bastions.close();
    await rm(folder, { recursive: true });
  };
  return { folder, knownHosts, deps, dispose };
}

export const passwordAuth: Authentication = { kind: 'password', secret: 'login' };

export const target = (name: string, port: number, access: Partial<Access> = {}): Target => ({
  name,
  address: '127.0.0.1',
  port,
  access: { user: 'ops', auth: passwordAuth, become: { kind: 'none' }, ...access },
});

/** A program for the server's PATH, in `folder`. */
export async function program(folder: string, name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${text}`, { mode: 0o755 });
}
