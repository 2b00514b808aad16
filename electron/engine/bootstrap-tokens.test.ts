import { describe, expect, test } from 'vitest';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { specOf } from '../../test/fixtures/site.ts';
import { createToken, deleteToken, joinCommand, listTokens, mastersOnly, tokensIn } from './bootstrap-tokens.ts';
import type { Fleet } from './fleet.ts';
import { MemoryNode } from './resources/memory-node.fixture.ts';

const { signal } = new AbortController();
const secret = 'abcdef.0123456789abcdef';
type Answer = ReturnType<MemoryNode['run']>;

/** Masters that answer so to whatever they are asked; what they were asked. */
function fleetOf(...answers: ((argv: readonly string[]) => Answer)[]): Fleet & { asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  const nodes = answers.map((answer, i) => {
    const node = new MemoryNode();
    node.run = (argv) => {
      asked.push(argv);
      return answer(argv);
    };
    return [`m${i + 1}`, node] as const;
  });
  return { nodes: new Map(nodes), unreachable: [], reconnect: () => Promise.resolve(), close: () => Promise.resolve(), asked };
}
const says = (output: string) => () => ({ status: 0, output });
const fails = () => ({ status: 1, errors: 'The connection to the server was refused' });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const line = (...fields: string[]) => `${fields.map(base64).join('\t')}\n`;

describe('a token is made', () => {
  test('by kubeadm on a master, for as long as was said; its secret is in no argument', async () => {
    const fleet = fleetOf(says(`${secret}\n`));
    expect(await createToken(fleet, 1440, signal)).toBe(secret);
    expect(fleet.asked.flat()).toContain('1440m0s');
    expect(fleet.asked.flat().join(' ')).not.toContain(secret);
  });

  test('by the next master where one cannot, or prints what is no token', async () => {
    expect(await createToken(fleetOf(fails, says('W1122 something else'), says(secret)), 60, signal)).toBe(secret);
  });

  test('or not at all, with what each of them said and who was away', async () => {
    const away = problem('token.failed', { verb: 'create' }, { host: 'm9' });
    const error: unknown = await createToken({ ...fleetOf(fails, fails), unreachable: [away] }, 60, signal).catch(
      (e: unknown) => e,
    );
    if (!(error instanceof ProblemError)) throw new Error('expected a ProblemError');
    expect(error.problems.map((p) => p.host)).toEqual(['m9', 'm1', 'm2']);
    expect(error.problems[1]?.evidence).toEqual(['The connection to the server was refused']);
  });
});

describe('tokens are listed', () => {
  const ends = '2026-03-01T08:00:00Z';

  test('without their secrets, which are not even asked for', async () => {
    const fleet = fleetOf(says(line('abcdef', ends, 'barque join-command')));
    expect(await listTokens(fleet, signal)).toEqual([
      { id: 'abcdef', expires: '2026-03-01T08:00:00.000Z', description: 'barque join-command' },
    ]);
    expect(fleet.asked.flat().join(' ')).not.toContain('token-secret');
  });

  test('also where there is none, one that never ends, and one that says strange things', () => {
    expect(tokensIn('')).toEqual([]);
    expect(tokensIn(line('abcdef', '', ''))).toEqual([{ id: 'abcdef', expires: undefined, description: '' }]);
    expect(tokensIn(line('abcdef', 'soon', '\x1b[31mred\x1b[0m'))).toEqual([
      { id: 'abcdef', expires: undefined, description: 'red' },
    ]);
    expect(tokensIn(`${line('NOT AN ID', ends, '')}garbage\n`)).toEqual([]);
  });
});

describe('a token is deleted', () => {
  test('by its id; one that there is not is refused', async () => {
    const fleet = fleetOf((argv) => ({ status: 0, output: argv.includes('get') ? line('abcdef', '', '') : 'deleted' }));
    await deleteToken(fleet, 'abcdef', signal);
    expect(fleet.asked.at(-1)).toContain('abcdef');
    await expect(deleteToken(fleet, 'zzzzzz', signal)).rejects.toThrow(ProblemError);
    expect(fleet.asked.at(-1)).not.toContain('zzzzzz');
  });
});

test("the command is that of Kubernetes' documentation", () => {
  expect(joinCommand(specOf(), secret, 'sha256:00ff')).toBe(
    `kubeadm join 10.0.0.5:6443 --token ${secret} --discovery-token-ca-cert-hash sha256:00ff`,
  );
});

test('only masters are asked', () => {
  expect(mastersOnly(specOf({ masters: 3, workers: 2 })).nodes.map((n) => n.name)).toEqual(['m1', 'm2', 'm3']);
});
