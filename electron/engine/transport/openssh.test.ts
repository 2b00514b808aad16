import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Access } from '../../../shared/model/spec.ts';
import { connect } from './ssh-connect.ts';
import { collect, newKeyPair, problemOf, rootScript, target, workspace } from './ssh-server.fixture.ts';

/** The same against OpenSSH itself, where it is installed: a server for each connection (`sshd -i`), as the user who runs the tests. */
const SSHD = '/usr/sbin/sshd';
const folder = mkdtempSync(join(tmpdir(), 'barque-sshd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const operator = newKeyPair();
const host = newKeyPair();
writeFileSync(join(folder, 'host'), host.private, { mode: 0o600 });
writeFileSync(join(folder, 'authorized'), operator.public);
writeFileSync(join(folder, 'banner'), 'Authorized use only\n');

const config = (...lines: string[]): string[] =>
  [
    `HostKey=${folder}/host`,
    `AuthorizedKeysFile=${folder}/authorized`,
    `Banner=${folder}/banner`,
    'PidFile=none',
    'StrictModes=no',
    'PermitRootLogin=yes',
    'PasswordAuthentication=no',
    'KbdInteractiveAuthentication=no',
    'LogLevel=ERROR',
    ...lines,
  ].flatMap((line) => ['-o', line]);

function whyNot(): string | undefined {
  if (!existsSync(SSHD)) return `${SSHD} is not installed`;
  const { status, stderr } = spawnSync(SSHD, ['-t', '-f', '/dev/null', ...config()], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}
const reason = whyNot();
const describeHere = reason === undefined ? describe : describe.skip;

const never = new AbortController().signal;
const user = userInfo().username;
const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

async function sshd(...lines: string[]): Promise<number> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const child = spawn(SSHD, ['-i', '-f', '/dev/null', ...config(...lines)], { stdio: [socket, socket, 'ignore'] });
    child.on('exit', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const access: Partial<Access> = { user, auth: { kind: 'key', secret: 'key' } };

async function login(port: number, over: Partial<Access> = {}, key = operator.private) {
  const { deps, dispose } = await workspace({}, { key, root: 'unused' });
  cleanup.push(dispose);
  const transport = await connect(target('m1', port, { ...access, ...over }), deps, never);
  cleanup.push(() => transport.close());
  return transport;
}

describeHere(`OpenSSH${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  it('carries every byte both ways, on several channels, past new session keys', async () => {
    const transport = await login(await sshd('RekeyLimit=1M'));
    const bytes = randomBytes(6 * 1024 * 1024);
    const echoed = async () => {
      const stream = await transport.startRoot(rootScript('exec cat'), never);
      const [out] = await Promise.all([collect(stream), stream.write(bytes).then(() => stream.end())]);
      expect(await stream.closed).toEqual({ code: 0, signal: null, stderr: '' });
      return out.equals(bytes);
    };
    expect(await Promise.all([echoed(), echoed(), echoed()])).toEqual([true, true, true]);
  });

  it('refuses another key, and says so', async () => {
    const port = await sshd();
    expect((await problemOf(login(port, {}, newKeyPair().private))).code).toBe('ssh.login-refused');
  });

  it('offers no password here, and says so', async () => {
    const port = await sshd();
    const failed = await problemOf(login(port, { auth: { kind: 'password', secret: 'key' } }, 'a password'));
    expect(failed).toMatchObject({ code: 'ssh.method-not-offered', params: { offered: ['publickey'] } });
  });

  it('allows one session where MaxSessions is 1, and another after it', async () => {
    const transport = await login(await sshd('MaxSessions=1'));
    const stream = await transport.startRoot(rootScript('exec cat'), never);
    expect((await problemOf(transport.startRoot(rootScript('echo'), never))).code).toBe('ssh.no-more-sessions');
    stream.end();
    await collect(stream);
    await stream.closed;
    expect((await collect(await transport.startRoot(rootScript('printf up'), never))).toString()).toBe('up');
  });

  it('gives no terminal where PermitTTY is no', async () => {
    const transport = await login(await sshd('PermitTTY=no'), { become: { kind: 'su', secret: 'root' } });
    expect(await problemOf(transport.startRoot(rootScript('echo'), never))).toMatchObject({
      code: 'ssh.request-refused',
      params: { request: 'terminal' },
    });
  });

  it('is a bastion that forwards, or does not', async () => {
    const inner = await sshd();
    const auth = { kind: 'key', secret: 'key' } as const;
    const through = (port: number) => ({ bastion: { address: '127.0.0.1', port, user, auth } });
    const transport = await login(inner, through(await sshd()));
    expect((await collect(await transport.startRoot(rootScript('printf up'), never))).toString()).toBe('up');
    const barred = await problemOf(login(inner, through(await sshd('AllowTcpForwarding=no'))));
    expect(barred).toMatchObject({ code: 'ssh.forwarding-refused', host: 'm1' });
  });

  it('lets an agent log in', async (test) => {
    const started = spawnSync('ssh-agent', ['-s', '-a', join(folder, 'agent')], { encoding: 'utf8' });
    const pid = started.error === undefined ? /SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1] : undefined;
    if (pid === undefined) return test.skip('ssh-agent is not installed');
    cleanup.push(() => Promise.resolve(process.kill(Number(pid))));
    writeFileSync(join(folder, 'operator'), operator.private, { mode: 0o600 });
    const before = process.env['SSH_AUTH_SOCK'];
    process.env['SSH_AUTH_SOCK'] = join(folder, 'agent');
    cleanup.push(() => Promise.resolve((process.env['SSH_AUTH_SOCK'] = before)));
    execFileSync('ssh-add', ['-q', join(folder, 'operator')]);
    const transport = await login(await sshd(), { auth: { kind: 'agent' } });
    expect((await collect(await transport.startRoot(rootScript('printf up'), never))).toString()).toBe('up');
  });
});
