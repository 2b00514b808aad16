import { describe, expect, test } from 'vitest';
import { emptyDraft, emptyNode, noRegistry, type AccessDraft, type Draft, type RegistryDraft } from './draft.ts';
import { registrySecrets, secretNames } from './secret-names.ts';
import { specOf } from './spec.ts';

const access = (change: Partial<AccessDraft>): AccessDraft => ({ ...emptyDraft('x').access, ...change });
const draftWith = (change: Partial<Draft>): Draft => ({
  ...emptyDraft('x'),
  kubernetes: '1.34.4',
  endpoint: { ...emptyDraft('x').endpoint, address: '10.0.0.5' },
  nodes: [{ ...emptyNode('n1'), name: 'm1', address: '10.0.0.11', roles: 'master' }],
  ...change,
});
const names = (change: Partial<Draft>) => secretNames(draftWith(change)).map(({ name }) => name);

describe('secretNames', () => {
  test.each<[string, Partial<AccessDraft>, string[]]>([
    ['a password', {}, ['ssh.password']],
    ['a key', { auth: 'key' }, ['ssh.key']],
    ['a key with a passphrase', { auth: 'key', passphrase: true }, ['ssh.key', 'ssh.passphrase']],
    ['an agent', { auth: 'agent' }, []],
    ['sudo with the same password', { become: 'sudo' }, ['ssh.password']],
    ['sudo with another', { become: 'sudo', becomeSamePassword: false }, ['ssh.password', 'ssh.become']],
    ['a key, and sudo that asks for nothing', { auth: 'key', become: 'sudo' }, ['ssh.key']],
    ['a key, and su, which always asks', { auth: 'key', become: 'su' }, ['ssh.key', 'ssh.become']],
    [
      'names of its own',
      { become: 'sudo', becomeSamePassword: false, secrets: { login: 'ssh', become: 'root' } },
      ['ssh', 'root'],
    ],
  ])('%s', (_, change, expected) => {
    expect(names({ access: access(change) })).toEqual(expected);
    // they are those that the spec refers to
    const made = specOf(draftWith({ access: access(change) }));
    const referred = 'spec' in made ? JSON.stringify(made.spec.access).match(/(?<="(secret|passphrase)":")[^"]+/g) : null;
    expect(new Set(referred)).toEqual(new Set(expected));
  });

  test("a row's own stay with the row when it is moved, renamed or readdressed", () => {
    const own = { ...emptyNode('n7'), name: 'a', address: '10.0.0.1', access: access({ user: 'ops' }) };
    const before = secretNames(draftWith({ nodes: [own, emptyNode('n8')] }));
    const after = secretNames(draftWith({ nodes: [emptyNode('n8'), { ...own, name: 'b', address: '10.0.0.2' }] }));
    expect(before).toEqual(after);
    expect(before.map(({ name }) => name)).toEqual(['ssh.password', 'node.n7.password']);
  });

  test('the customer’s registry has a password where one logs in to it, and none else', () => {
    const harbor: RegistryDraft = { ...noRegistry, kind: 'external', address: 'h', project: 'k', user: 'robot' };
    const of = (change: Partial<RegistryDraft>) =>
      registrySecrets({ registry: { ...harbor, ...change } }).map(({ name }) => name);
    expect(of({})).toEqual(['registry.password']);
    expect(of({ secret: 'harbor' })).toEqual(['harbor']);
    expect([of({ user: ' ' }), of({ kind: 'cluster' }), of({ kind: 'none' }), registrySecrets({})]).toEqual([[], [], [], []]);
  });

  test('what no node needs is not asked for; the bastion has its own', () => {
    const own = { ...emptyNode('n7'), access: access({ auth: 'agent' }) };
    const bastion = { address: '10.9.9.9', port: '', user: 'ops', auth: 'password' } as const;
    expect(names({ nodes: [own], bastion })).toEqual(['bastion.password']);
  });
});
