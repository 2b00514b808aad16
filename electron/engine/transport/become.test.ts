import { spawnSync } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Become } from '../../../shared/model/spec.ts';
import { rootCommand } from './become.ts';
import { openLocal } from './local.ts';
import { connect, type ConnectDeps } from './ssh-connect.ts';
import { collect, fakeServer, problemOf, program, rootScript, target, workspace } from './ssh-server.fixture.ts';
import type { FakeServerOptions } from './ssh-server.fixture.ts';

const never = new AbortController().signal;
const hasScript = spawnSync('script', ['--version']).status === 0;
const terminalTests = hasScript ? describe : describe.skip;

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

/** What sudo does with its options, its three attempts and its messages; `mode` is how it is set up. Attempts are written down. */
const sudo = (folder: string, mode: string) => `
prompt= ask=yes
while :; do case $1 in -k|-S) shift;; -n) ask=no; shift;; -p) prompt=$2; shift 2;; *) break;; esac; done
case ${mode} in
nopasswd) exec "$@";;
requiretty) [ -t 0 ] || { echo "sudo: sorry, you must have a tty to run sudo" >&2; exit 1; };;
expired) echo "sudo: Account or password is expired, reset your password and try again" >&2; printf "Current password: " >&2; read -r line; exit 1;;
esac
[ $ask = yes ] || { echo "sudo: a password is required" >&2; exit 1; }
for try in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r line || { echo "sudo: no password was provided" >&2; exit 1; }
  echo "$line" >>${folder}/attempts
  if [ "$line" = "s3cret word" ]; then
    [ ${mode} != sudoers ] || { echo "ops is not in the sudoers file.  This incident will be reported." >&2; exit 1; }
    exec "$@"
  fi
  echo "Sorry, try again." >&2
done
echo "sudo: 3 incorrect password attempts" >&2; exit 1`;

const su = (folder: string, mode: string) => `
[ -t 0 ] || { echo "su: must be run from a terminal" >&2; exit 1; }
case ${mode} in
chinese) printf "密码：";;
expired) printf "You are required to change your password immediately\\n\\rNew password: "; read -r line; exit 1;;
*) printf "Password: ";;
esac
IFS= read -r line
echo "$line" >>${folder}/attempts
[ "$line" = "s3cret word" ] || { printf "\\r\\nsu: Authentication failure\\r\\n"; exit 1; }
printf "Last login: today\\r\\n"
exec /bin/sh -c "$3"`;

interface Setup {
  readonly become: Become;
  readonly mode?: string;
  readonly secret?: string;
  readonly server?: FakeServerOptions;
  readonly over?: Partial<ConnectDeps>;
}

/** A host whose sudo and su are the programs above, and a way to be logged in on it by any name. */
async function host({ become, mode = 'password', secret = 's3cret word', ...setup }: Setup) {
  const { folder, deps, dispose } = await workspace(setup.over, { login: 'lab', root: secret });
  cleanup.push(dispose);
  await program(folder, 'sudo', sudo(folder, mode));
  await program(folder, 'su', su(folder, mode));
  const made = await fakeServer({ env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` }, ...setup.server });
  cleanup.push(made.close);
  const attempts = () => readFile(join(folder, 'attempts'), 'utf8').catch(() => '');
  const login = async (name = 'm1') => {
    const transport = await connect(target(name, made.port, { become }), deps, never);
    cleanup.push(() => transport.close());
    return transport;
  };
  return { folder, login, attempts };
}

const sudoWithSecret = { kind: 'sudo', secret: 'root' } as const;
const suWithSecret = { kind: 'su', secret: 'root' } as const;
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const oneLine = rootScript('IFS= read -r line; printf "<%s>" "$line"');

describe('becoming root by nothing', () => {
  it('drops the noise before ready and has a clean environment', async () => {
    const { login } = await host({
      become: { kind: 'none' },
      server: { profile: 'export TMOUT=1 LD_X=1; printf "ready-7f3a and more\\n\\001motd"; echo complaint >&2', env: {} },
    });
    const transport = await login();
    const stream = await transport.startRoot(rootScript('env | cut -d= -f1 | sort; echo said >&2; exit 3'), never);
    const names = (await collect(stream)).toString().trim().split('\n');
    expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual(['HOME', 'LC_ALL', 'PATH']);
    expect(await stream.closed).toEqual({ code: 3, signal: null, stderr: 'complaint\nsaid\n' });
  });

  it('says what the host printed where no shell comes up', async () => {
    const { login } = await host({
      become: { kind: 'none' },
      server: { profile: 'printf "This account is \\033[1mnot\\033[0m available.\\n" >&2; exit 1' },
    });
    expect(await problemOf((await login()).startRoot(oneLine, never))).toMatchObject({
      code: 'root.shell-failed',
      host: 'm1',
      evidence: ['This account is not available.'],
    });
  });

  it('reports a password that must be changed first', async () => {
    const { login } = await host({
      become: { kind: 'none' },
      server: {
        profile:
          'echo "WARNING: Your password has expired." >&2; echo "Password change required but no TTY available." >&2; exit 1',
      },
    });
    expect(await problemOf((await login()).startRoot(oneLine, never))).toMatchObject({
      code: 'ssh.password-expired',
      params: { user: 'ops' },
    });
  });

  it('gives up waiting for a shell that does not answer', async () => {
    const { login } = await host({
      become: { kind: 'none' },
      over: { patience: { connect: 5_000, verdict: 5_000, keepAlive: 5_000, shell: 200 } },
      server: { profile: 'cat >/dev/null' },
    });
    expect(await problemOf((await login()).startRoot(oneLine, never))).toMatchObject({
      code: 'root.shell-failed',
      params: { exit: 'timeout' },
    });
  });

  it('stops when it is aborted', async () => {
    const { login } = await host({ become: { kind: 'none' }, server: { profile: 'cat >/dev/null' } });
    const transport = await login();
    const abort = new AbortController();
    const starting = transport.startRoot(oneLine, abort.signal);
    setImmediate(() => abort.abort(new Error('enough')));
    await expect(starting).rejects.toThrow('enough');
    await expect(transport.startRoot(oneLine, abort.signal)).rejects.toThrow('enough');
  });

  it('refuses a script that cannot be quoted', () => {
    expect(() => rootCommand({ kind: 'none' }, rootScript("echo 'x'"), false)).toThrow('single quote');
  });
});

describe('becoming root by sudo', () => {
  it('gives the password to sudo and nothing of it to the script', async () => {
    const { login, attempts } = await host({ become: sudoWithSecret });
    const transport = await login();
    const stream = await transport.startRoot(oneLine, never);
    await stream.write(Buffer.from('ours\n'));
    expect((await collect(stream)).toString()).toBe('<ours>');
    expect(await attempts()).toBe('s3cret word\n');
  });

  it('throws the password away unread where sudo asks for none', async () => {
    const { login, attempts } = await host({ become: sudoWithSecret, mode: 'nopasswd' });
    const stream = await (await login()).startRoot(oneLine, never);
    await stream.write(Buffer.from('ours\n'));
    expect((await collect(stream)).toString()).toBe('<ours>');
    expect(await attempts()).toBe('');
  });

  it('tries a wrong password once, however many hosts and channels want it', async () => {
    const { login, attempts } = await host({ become: sudoWithSecret, secret: 'wrong' });
    const transports = await Promise.all(['m1', 'm2', 'm3', 'm4', 'm5'].map(login));
    const problems = await Promise.all([...transports, ...transports].map((t) => problemOf(t.startRoot(oneLine, never))));
    expect(await attempts()).toBe('wrong\n');
    const refused = problems.filter((p) => p.code === 'root.refused');
    expect(refused).toHaveLength(1);
    expect(problems.filter((p) => p.code === 'ssh.credential-refused')).toHaveLength(9);
    expect(JSON.stringify(problems)).not.toContain('wrong');
  });

  it.each([
    ['sudoers', sudoWithSecret, 'root.not-allowed'],
    ['expired', sudoWithSecret, 'ssh.password-expired'],
    ['password', { kind: 'sudo' }, 'root.password-needed'],
  ] as const)('tells %s', async (mode, become, code) => {
    const { login } = await host({ become, mode });
    expect((await problemOf((await login()).startRoot(oneLine, never))).code).toBe(code);
  });

  it('works without a secret where sudo asks for none', async () => {
    const { login } = await host({ become: { kind: 'sudo' }, mode: 'nopasswd' });
    const stream = await (await login()).startRoot(rootScript('printf fine'), never);
    expect((await collect(stream)).toString()).toBe('fine');
  });

  it('tells a host without sudo', async () => {
    const bare = await workspace();
    cleanup.push(bare.dispose);
    await symlink('/usr/bin/env', join(bare.folder, 'env'));
    const { login } = await host({ become: sudoWithSecret, server: { env: { PATH: bare.folder } } });
    expect(await problemOf((await login()).startRoot(oneLine, never))).toMatchObject({
      code: 'root.missing',
      params: { how: 'sudo' },
    });
  });
});

terminalTests(`on a terminal${hasScript ? '' : ' (skipped: script(1) is not installed)'}`, () => {
  // A terminal is where bytes get lost: XON, XOFF, end of file, interrupt, suspend, carriage returns.
  const bytes = Buffer.concat(Array.from({ length: 400 }, () => everyByte));
  const echo = rootScript(`exec head -c ${bytes.length}`);

  it.each([
    ['sudo that wants one', sudoWithSecret, 'requiretty'],
    ['su', suWithSecret, 'password'],
    ['su that speaks Chinese', suWithSecret, 'chinese'],
  ] as const)('passes every byte both ways by %s', async (_, become, mode) => {
    const { login, attempts } = await host({ become, mode });
    const transport = await login();
    for (let time = 1; time <= 2; time += 1) {
      const stream = await transport.startRoot(echo, never);
      const [out] = await Promise.all([collect(stream), stream.write(bytes)]);
      expect(out.equals(bytes)).toBe(true);
    }
    expect(await attempts()).toBe('s3cret word\ns3cret word\n');
  });

  it.each([
    ['sudo', sudoWithSecret, 'requiretty'],
    ['su', suWithSecret, 'password'],
  ] as const)('tries a wrong password once by %s', async (_, become, mode) => {
    const { login, attempts } = await host({ become, mode, secret: 'wrong' });
    const transports = await Promise.all(['m1', 'm2'].map(login));
    const problems = await Promise.all(transports.map((t) => problemOf(t.startRoot(oneLine, never))));
    expect(problems.map((p) => p.code).sort()).toEqual(['root.refused', 'ssh.credential-refused']);
    expect(await attempts()).toBe('wrong\n');
  });

  it("reports root's expired password", async () => {
    const { login } = await host({ become: suWithSecret, mode: 'expired' });
    expect(await problemOf((await login()).startRoot(oneLine, never))).toMatchObject({
      code: 'ssh.password-expired',
      params: { user: 'root' },
    });
  });
});

describe('becoming root on this machine itself', () => {
  const ops = { name: 'ops', root: false };

  it('is refused to a user without sudo', async () => {
    const { deps, dispose } = await workspace();
    cleanup.push(dispose);
    for (const become of [{ kind: 'none' }, suWithSecret] as const) {
      expect(() => openLocal('m1', become, deps, ops)).toThrow('root.local');
    }
  });

  it('gives the password to sudo by its input', async () => {
    const { folder, deps, dispose } = await workspace({}, { root: 's3cret word' });
    cleanup.push(dispose);
    await program(folder, 'sudo', sudo(folder, 'password'));
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${folder}:${path}`;
    const transport = openLocal('m1', sudoWithSecret, deps, ops);
    const stream = await transport.startRoot(oneLine, never).finally(() => (process.env['PATH'] = path));
    await stream.write(Buffer.from('ours\n'));
    expect((await collect(stream)).toString()).toBe('<ours>');
    expect(await readFile(join(folder, 'attempts'), 'utf8')).toBe('s3cret word\n');
    await transport.close();
  });
});
