import { describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { Secrets } from './secrets.ts';

const signal = new AbortController().signal;
const vault = (content: Record<string, string>) => ({ get: (name: string) => Promise.resolve(content[name]) });

describe('Secrets', () => {
  it('takes what is given before what is kept, and asks for neither', async () => {
    const ask = () => Promise.reject(new Error('asked'));
    const secrets = new Secrets(new Map([['a', 'given-a']]), vault({ a: 'kept-a', b: 'kept-b' }), ask, signal);
    expect([await secrets.get('a'), await secrets.get('b')]).toEqual(['given-a', 'kept-b']);
    expect([...secrets.seen]).toEqual(['given-a', 'kept-b']);
  });

  it('names the one that is missing where nobody can be asked', async () => {
    const secrets = new Secrets(new Map(), vault({}), undefined, signal);
    await expect(secrets.get('ssh-password')).rejects.toEqual(
      new ProblemError(problem('secrets.missing', { name: 'ssh-password' })),
    );
  });

  it('asks once for each secret, one question at a time, however many hosts want it', async () => {
    const asked: string[] = [];
    let open = 0;
    const ask = async (name: string) => {
      asked.push(name);
      expect(++open).toBe(1);
      await new Promise(setImmediate);
      open -= 1;
      return `${name}-typed`;
    };
    const secrets = new Secrets(new Map(), vault({}), ask, signal);
    const answers = await Promise.all(['a', 'b', 'a', 'b', 'a'].map(secrets.get));
    expect(answers).toEqual(['a-typed', 'b-typed', 'a-typed', 'b-typed', 'a-typed']);
    expect(asked).toEqual(['a', 'b']);
    expect(secrets.seen).toEqual(new Set(['a-typed', 'b-typed']));
  });

  it('never hands out a key of the cluster, whatever a spec calls its password', async () => {
    const secrets = new Secrets(new Map(), vault({ 'pki.kubernetes-ca.key': 'the key' }), undefined, signal);
    await expect(secrets.get('pki.kubernetes-ca.key')).rejects.toThrow('secrets.missing');
  });

  it('opens the vault once for each secret, however many hosts want it', async () => {
    let times = 0;
    const counted = { get: () => Promise.resolve(`kept-${++times}`) };
    const secrets = new Secrets(new Map(), counted, undefined, signal);
    expect(await Promise.all(['a', 'a', 'b'].map(secrets.get))).toEqual(['kept-1', 'kept-1', 'kept-2']);
  });

  it('asks again after a question that was broken off', async () => {
    let times = 0;
    const ask = () => (++times === 1 ? Promise.reject(new Error('interrupted')) : Promise.resolve('typed'));
    const secrets = new Secrets(new Map(), vault({}), ask, signal);
    await expect(secrets.get('a')).rejects.toThrow('interrupted');
    expect(await secrets.get('a')).toBe('typed');
  });
});
