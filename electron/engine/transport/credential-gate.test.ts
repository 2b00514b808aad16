import { describe, expect, it } from 'vitest';
import { CredentialGate, type Credential } from './credential-gate.ts';
import { problemOf } from './ssh-server.fixture.ts';

const credential: Credential = { use: 'login', user: 'ops', kind: 'password', secret: 'login' };
const never = new AbortController().signal;

describe('CredentialGate', () => {
  it('lets one host try and the others go on together once it was accepted', async () => {
    const gate = new CredentialGate();
    const order: string[] = [];
    const first = await gate.enter(credential, 'm1', never);
    const others = ['m2', 'm3'].map((host) => gate.enter(credential, host, never).then(() => order.push(host)));
    order.push('m1 accepted');
    first.settle('accepted');
    await Promise.all(others);
    expect(order[0]).toBe('m1 accepted');
  });

  it('refuses everybody else where the first was refused, and names it', async () => {
    const gate = new CredentialGate();
    const first = await gate.enter(credential, 'm1', never);
    const others = ['m2', 'm3'].map((host) => problemOf(gate.enter(credential, host, never)));
    first.settle('refused');
    for (const p of await Promise.all(others)) {
      expect(p).toMatchObject({ code: 'ssh.credential-refused', params: { refusedBy: 'm1' } });
    }
    // Not even there once more.
    expect((await problemOf(gate.enter(credential, 'm1', never))).code).toBe('ssh.credential-refused');
  });

  it('lets the next host try, alone, where the first came to no verdict', async () => {
    const gate = new CredentialGate();
    const first = await gate.enter(credential, 'm1', never);
    const second = gate.enter(credential, 'm2', never);
    const third = problemOf(gate.enter(credential, 'm3', never));
    first.settle('untried');
    (await second).settle('refused');
    expect((await third).params).toMatchObject({ refusedBy: 'm2' });
  });

  it('tries once on a host that refuses what others accept', async () => {
    const gate = new CredentialGate();
    (await gate.enter(credential, 'm1', never)).settle('accepted');
    const first = await gate.enter(credential, 'm2', never);
    const second = problemOf(gate.enter(credential, 'm2', never));
    first.settle('refused');
    expect((await second).params).toMatchObject({ refusedBy: 'm2' });
    await expect(gate.enter(credential, 'm3', never)).resolves.toBeDefined();
  });

  it('keeps another user, secret or use apart', async () => {
    const gate = new CredentialGate();
    (await gate.enter(credential, 'm1', never)).settle('refused');
    for (const other of [
      { user: 'root' },
      { secret: 'other' },
      { use: 'become' as const },
      { kind: 'keyboard-interactive' as const },
    ]) {
      await expect(gate.enter({ ...credential, ...other }, 'm1', never)).resolves.toBeDefined();
    }
  });

  it.each(['key', 'agent'] as const)(
    'lets every host try by %s, whatever the others said: no account is locked by it',
    async (kind) => {
      const gate = new CredentialGate();
      const first = await gate.enter({ ...credential, kind }, 'm1', never);
      const second = await gate.enter({ ...credential, kind }, 'm2', never);
      second.settle('refused');
      first.settle('refused');
      await expect(gate.enter({ ...credential, kind }, 'm3', never)).resolves.toMatchObject({ waited: false });
      await expect(gate.enter({ ...credential, kind }, 'm2', never)).resolves.toMatchObject({ waited: false });
    },
  );

  it('stops waiting when it is aborted, and counts one verdict an attempt', async () => {
    const gate = new CredentialGate();
    const abort = new AbortController();
    const first = await gate.enter(credential, 'm1', never);
    const waiting = gate.enter(credential, 'm2', abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    first.settle('accepted');
    first.settle('refused');
    await expect(gate.enter(credential, 'm3', never)).resolves.toBeDefined();
  });
});
