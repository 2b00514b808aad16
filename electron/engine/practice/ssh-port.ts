import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ServerChannel } from 'ssh2';
import { onAbort } from '../transport/abort.ts';
import { fingerprint } from '../transport/host-keys.ts';
import { cut } from './helper.ts';
import { runLogin } from './root-shell.ts';
import type { KeyPair } from '../transport/ssh-key-pair.ts';
import type { PracticeRegistry } from './registry.ts';
import type { Helper } from './verbs.ts';

/** Who may log in to a practice host. */
export interface Account {
  readonly user: string;
  readonly password: string;
  /** The public key, in OpenSSH's form. */
  readonly publicKey: string;
}

/** What a practice host's sshd needs: the host behind it, who may come in, and which key it shows now. */
export interface SshPortOptions {
  readonly host: Omit<Helper, 'link' | 'signal' | 'state' | 'run'>;
  readonly account: () => Account;
  readonly hostKey: () => KeyPair;
  /** What the host reaches beside itself. */
  readonly registry?: PracticeRegistry;
  /** The port of an earlier time, where it is still free; 0 takes any. */
  readonly port: number;
}

/** sshd of one practice host, on loopback. */
export interface SshPort {
  readonly port: number;
  /** Breaks every connection without a word. */
  readonly drop: () => void;
  readonly close: () => Promise<void>;
}

/** A channel more than this on a connection is refused, as sshd's MaxSessions has it. */
const mostSessions = 10;

/** SHA256:... of a host key, as `ssh-keygen -l` prints it. */
export const fingerprintOf = (key: KeyPair): string => fingerprint(key.public.split(' ')[1] ?? '');

/** Listens on loopback. Who connects makes the SSH handshake with the key that the host has at that moment. */
export async function openSshPort(options: SshPortOptions): Promise<SshPort> {
  const sockets = new Set<Socket>();
  const servers = new Map<string, ssh2.Server>();
  const serverOf = (key: KeyPair): ssh2.Server => {
    const known =
      servers.get(key.private) ?? new ssh2.Server({ hostKeys: [key.private] }, (connection) => serve(connection, options));
    servers.set(key.private, known);
    return known;
  };
  const listener = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    const { machine } = options.host;
    const stop = onAbort(machine.cut, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('close', () => {
      stop();
      sockets.delete(socket);
    });
    if (!machine.on) return;
    serverOf(options.hostKey()).injectSocket(socket);
  });
  await listen(listener, options.port).catch(() => listen(listener, 0));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const drop = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    drop,
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      drop();
      await closed;
    },
  };
}

async function listen(listener: Server, port: number): Promise<void> {
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
}

function serve(connection: Connection, options: SshPortOptions): void {
  const ended = new AbortController();
  const link = { open: true };
  let sessions = 0;
  connection.on('error', () => undefined);
  connection.on('close', () => {
    link.open = false;
    ended.abort();
  });
  connection.on('authentication', (context) => authenticate(context, options.account()));
  connection.on('tcpip', (accept, reject, { destIP: address, destPort: port }) => {
    if (!options.registry?.connect({ address, port }, accept)) reject();
  });
  connection.on('session', (accept, reject) => {
    if (sessions >= mostSessions) {
      reject();
      return;
    }
    sessions += 1;
    const session = accept();
    session.on('pty', (allow) => allow());
    session.on('exec', (allow, _refuse, { command }) => {
      const channel = allow();
      const over = new AbortController();
      channel.on('error', () => undefined);
      channel.stderr.on('error', () => undefined);
      channel.once('close', () => {
        sessions -= 1;
        over.abort();
      });
      void run(channel, command, options, { ...options.host, link, signal: AbortSignal.any([ended.signal, over.signal]) }).then(
        (status) => {
          if (status !== cut) leave(channel, status);
          else connection.end();
        },
        () => leave(channel, 1),
      );
    });
  });
}

function run(
  channel: ServerChannel,
  command: string,
  { account }: SshPortOptions,
  host: Omit<Helper, 'state' | 'run'>,
): Promise<number> {
  const { user, password } = account();
  return runLogin({ command, user, password, stdin: channel, stdout: channel, stderr: channel.stderr }, host);
}

function leave(channel: ServerChannel, status: number): void {
  if (!channel.writable) return;
  channel.exit(status);
  channel.end();
  channel.close();
}

function authenticate(context: AuthContext, account: Account): void {
  const accepted =
    context.username === account.user &&
    ((context.method === 'password' && context.password === account.password) ||
      (context.method === 'publickey' && isSignedBy(context, account.publicKey)));
  if (accepted) context.accept();
  else context.reject(['publickey', 'password']);
}

function isSignedBy(context: AuthContext & { method: 'publickey' }, publicKey: string): boolean {
  const [known] = [ssh2.utils.parseKey(publicKey)].flat();
  if (known === undefined || known instanceof Error || !known.getPublicSSH().equals(context.key.data)) return false;
  // without a signature it is only asked whether the key would do
  return (
    context.signature === undefined ||
    (context.blob !== undefined && known.verify(context.blob, context.signature, context.hashAlgo))
  );
}
