import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Become } from '../../shared/model/spec.ts';
import { connect, type Target } from '../../electron/engine/transport/ssh-connect.ts';
import type { Transport } from '../../electron/engine/transport/transport.ts';
import { collect, problemOf, rootScript, workspace } from '../../electron/engine/transport/ssh-server.fixture.ts';
import { password } from './access.ts';
import { files, labFromEnvironment } from './settings.ts';
import { readState } from './state.ts';

/**
 * Becoming root on a real node, by the sudo, su, PAM and sshd of its distribution. Changes m1 and puts it back. In a lab that is up:
 * BARQUE_LAB_TESTS=1 npm run lab -- exec npx vitest run test/lab/transport.test.ts
 */
const lab = labFromEnvironment();
const wanted = process.env['BARQUE_LAB_TESTS'] === '1';

const never = new AbortController().signal;
const sudo: Become = { kind: 'sudo', secret: 'sudo' };
const su: Become = { kind: 'su', secret: 'root' };
const ours = rootScript('IFS= read -r line; printf "<%s>" "$line"; id -u');
const alphabet = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const everyByte = Buffer.concat([alphabet, alphabet, randomBytes(3_000_000)]);

describe.skipIf(!wanted)(`a real node${wanted ? '' : ' (skipped: BARQUE_LAB_TESTS is not 1)'}`, () => {
  let address = '';
  let key = '';
  let admin: Transport;
  const cleanup: (() => Promise<unknown>)[] = [];

  /** Connects with secrets of its own, so that nothing is remembered of what another test saw refused. */
  async function login(over: Partial<Target['access']>, secrets: Record<string, string> = {}): Promise<Transport> {
    const made = await workspace({}, { key, login: password, sudo: password, root: password, ...secrets });
    const target: Target = {
      name: 'm1',
      address,
      port: 22,
      access: { user: 'ops', auth: { kind: 'password', secret: 'login' }, become: { kind: 'none' }, ...over },
    };
    const transport = await connect(target, made.deps, never).finally(() => cleanup.push(made.dispose));
    cleanup.push(() => transport.close());
    return transport;
  }

  /** Runs a command on the node as root. */
  const onNode = async (command: string) => (await collect(await admin.startRoot(rootScript(command), never))).toString();
  /** Puts a file on the node for the length of a test. */
  async function withFile(path: string, text: string, reload = 'true'): Promise<void> {
    cleanup.push(() => onNode(`rm -f ${path}; ${reload}`));
    await onNode(`printf "%b" "${text}" >${path} && ${reload}`);
  }
  const sudoers = (line: string) => withFile('/etc/sudoers.d/zz-test', `${line}\\n`);
  const mark = async () => (await onNode('date +%s')).trim();
  const said = async (since: string, what: string) =>
    Number(await onNode(`journalctl --since=@${since} -o cat | grep -c "${what}"`));

  /** Proves a way of becoming root: it is root, what is written arrives and nothing before it, every byte passes both ways. */
  async function proven(transport: Transport): Promise<void> {
    const stream = await transport.startRoot(ours, never);
    await stream.write(Buffer.from('ours\n'));
    expect((await collect(stream)).toString()).toBe('<ours>0\n');
    await stream.closed;
    const echo = await transport.startRoot(rootScript(`exec head -c ${everyByte.length}`), never);
    const [out] = await Promise.all([collect(echo), echo.write(everyByte)]);
    expect(out.equals(everyByte)).toBe(true);
    await echo.closed;
  }

  beforeAll(async () => {
    address = (await readState(lab)).nodes.find((node) => node.name === 'm1')?.addresses[0] ?? '';
    key = await readFile(files.key(lab), 'utf8');
    admin = await login({ user: 'root', auth: { kind: 'key', secret: 'key' } });
    // The admin's connection outlives the tests' own.
    const mine = cleanup.splice(0);
    afterAll(async () => {
      for (const end of mine.reverse()) await end();
    });
  });
  afterEach(async () => {
    for (const end of cleanup.splice(0).reverse()) await end();
  });

  it('is reached as root by key', async () => proven(admin));

  it('gives root by sudo with a password', async () => proven(await login({ become: sudo })));

  it('gives root by sudo that asks for none, and throws the password away', async () => {
    await sudoers('ops ALL=(ALL) NOPASSWD: ALL');
    await proven(await login({ become: sudo }));
    await proven(await login({ become: { kind: 'sudo' } }));
  });

  it.each([
    'Defaults requiretty',
    'Defaults requiretty, use_pty',
    'Defaults requiretty, !use_pty',
    'Defaults use_pty',
    'Defaults !use_pty',
  ])('gives root by sudo with `%s`', async (line) => {
    await sudoers(line);
    await proven(await login({ become: sudo }));
  });

  it('gives root by sudo that wants a terminal and no password', async () => {
    await sudoers('Defaults requiretty\\nops ALL=(ALL) NOPASSWD: ALL');
    await proven(await login({ become: sudo }));
  });

  it('gives root by su', async () => proven(await login({ become: su })));

  it.each([
    ['sudo', sudo, 'root.refused', 'true', 'sudo.*1 incorrect password attempt\\|ops : 1 incorrect password attempt'],
    [
      'sudo on a terminal',
      sudo,
      'root.refused',
      'printf "Defaults requiretty\\n" >/etc/sudoers.d/zz-test',
      'sudo.*auth.*failure',
    ],
    ['su', su, 'root.refused', 'true', 'FAILED SU'],
  ] as const)('counts one attempt of a wrong password by %s', async (_, become, code, setup, counted) => {
    await onNode(setup);
    cleanup.push(() => onNode('rm -f /etc/sudoers.d/zz-test'));
    const since = await mark();
    const transport = await login({ become }, { sudo: 'wrong', root: 'wrong' });
    const problems = await Promise.all([1, 2, 3].map(() => problemOf(transport.startRoot(ours, never))));
    expect(problems.map((p) => p.code).sort()).toEqual([code, 'ssh.credential-refused', 'ssh.credential-refused']);
    await transport.close();
    expect(await said(since, counted)).toBe(1);
  });

  it('tells who may not use sudo, and a sudo that wants a password the spec does not name', async () => {
    await onNode('useradd -m guest 2>/dev/null; echo guest:lab | chpasswd');
    cleanup.push(() => onNode('userdel -rf guest >/dev/null 2>&1'));
    expect((await problemOf((await login({ user: 'guest', become: sudo })).startRoot(ours, never))).code).toBe(
      'root.not-allowed',
    );
    expect((await problemOf((await login({ become: { kind: 'sudo' } })).startRoot(ours, never))).code).toBe(
      'root.password-needed',
    );
  });

  it('tells where sudo is missing', async () => {
    await onNode('chmod 000 /usr/bin/sudo; mv /usr/bin/sudo /usr/bin/sudo.away');
    cleanup.push(() => onNode('mv /usr/bin/sudo.away /usr/bin/sudo; chmod 4755 /usr/bin/sudo'));
    expect((await problemOf((await login({ become: sudo })).startRoot(ours, never))).code).toBe('root.missing');
  });

  it.each([
    ['at a password login', {}, 'ops'],
    ['at a password login by prompts', { prompts: true }, 'ops'],
    ['after a login by key', { auth: { kind: 'key', secret: 'key' } as const, user: 'root' }, 'root'],
  ])(
    'tells an expired password %s',
    async (_, { prompts, ...access }: { prompts?: boolean; user?: string; auth?: { kind: 'key'; secret: string } }, user) => {
      if (prompts ?? false)
        await withFile(
          '/etc/ssh/sshd_config.d/zz-test.conf',
          'PasswordAuthentication no\\nKbdInteractiveAuthentication yes\\n',
          'systemctl restart ssh',
        );
      await onNode(`chage -d 0 ${user}`);
      cleanup.push(() => onNode(`chage -d $(($(date +%s) / 86400)) ${user}`));
      const attempt = login(access).then((transport) => transport.startRoot(ours, never));
      expect(await problemOf(attempt)).toMatchObject({ code: 'ssh.password-expired', params: { user } });
    },
  );

  it("tells root's expired password by su", async () => {
    await onNode('chage -d 0 root');
    cleanup.push(() => onNode('chage -d $(($(date +%s) / 86400)) root'));
    expect(await problemOf((await login({ become: su })).startRoot(ours, never))).toMatchObject({
      code: 'ssh.password-expired',
      params: { user: 'root' },
    });
  });

  it('takes a password by keyboard-interactive only', async () => {
    await withFile(
      '/etc/ssh/sshd_config.d/zz-test.conf',
      'PasswordAuthentication no\\nKbdInteractiveAuthentication yes\\n',
      'systemctl restart ssh',
    );
    await proven(await login({ become: sudo }));
  });

  it('is refused by sshd once', async () => {
    const since = await mark();
    expect((await problemOf(login({}, { login: 'wrong' }))).code).toBe('ssh.login-refused');
    expect(await said(since, 'Failed password for ops')).toBe(1);
  });

  it('lives with a hardened host: TMOUT, umask 077, a noisy profile, one session', async () => {
    await withFile('/etc/ssh/sshd_config.d/zz-test.conf', 'MaxSessions 1\\nBanner /etc/os-release\\n', 'systemctl restart ssh');
    const noise = 'readonly TMOUT=1; export TMOUT; umask 077; echo welcome; echo beware >&2\\n';
    await withFile('/etc/profile.d/zz-test.sh', noise);
    cleanup.push(() => onNode('cd /home/ops && mv -f .bashrc.kept .bashrc; cd /root && mv -f .bashrc.kept .bashrc'));
    await onNode(
      `for home in /home/ops /root; do cp $home/.bashrc $home/.bashrc.kept; printf "%b" "${noise}" >$home/.bashrc; done`,
    );
    for (const become of [sudo, su]) {
      const transport = await login({ become });
      const stream = await transport.startRoot(ours, never);
      expect((await problemOf(transport.startRoot(ours, never))).code).toBe('ssh.no-more-sessions');
      // Longer than TMOUT, by the node's own clock.
      await onNode('sleep 2');
      await stream.write(Buffer.from('ours\n'));
      expect((await collect(stream)).toString()).toBe('<ours>0\n');
      await stream.closed;
      await proven(transport);
    }
  });
});
