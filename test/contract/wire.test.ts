import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serve } from '../../electron/engine/api/serve.ts';
import { connectEngine } from '../../renderer/api/client.ts';
import type { EngineApi } from '../../shared/contract/engine-api.ts';
import { itemsUnderWay } from '../../shared/contract/wire.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { engineWith, portPair } from '../fixtures/engine.ts';

const never = new AbortController().signal;
const missing = () => new ProblemError(problem('workspace.missing', { path: '/x' }));
const codes = (error: unknown) => (error instanceof ProblemError ? error.problems.map((p) => p.code) : error);

function connected(answers: Partial<EngineApi<AbortSignal>>) {
  const [face, hands] = portPair();
  serve(engineWith(answers), hands);
  return { engine: connectEngine(face), face, hands };
}

test('a question is answered, and a problem arrives as a problem', async () => {
  const { engine } = connected({
    'secrets.names': ({ dir }) => (dir === '/a' ? Promise.resolve(['ssh']) : Promise.reject(missing())),
  });
  expect(await engine['secrets.names']({ dir: '/a' }, never)).toEqual(['ssh']);
  await expect(engine['secrets.names']({ dir: '/b' }, never)).rejects.toSatisfy((e) => String(codes(e)) === 'workspace.missing');
});

test('a question that is none is refused without its value being told, and is never asked', async () => {
  const { engine } = connected({ 'secrets.set': () => Promise.reject(new Error('asked')) });
  const error: unknown = await engine['secrets.set']({ dir: '/a', name: '', value: 'hunter2' }, never).catch((e: unknown) => e);
  expect(codes(error)).toEqual(['engine.not-understood']);
  expect(JSON.stringify(error instanceof ProblemError ? error.problems : error)).not.toContain('hunter2');
});

test('what the engine throws that is no problem, and an answer against the contract, are faults', async () => {
  const { engine } = connected({ 'clusters.forget': () => Promise.reject(new TypeError('oh')) });
  await expect(engine['clusters.forget']({ dir: '/a' }, never)).rejects.toSatisfy((e) => String(codes(e)) === 'engine.fault');
});

test('an answer that is not wanted any more is aborted on the other side', async () => {
  let aborted = false;
  const { engine } = connected({
    'secrets.names': (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('late'));
        });
      }),
  });
  const abort = new AbortController();
  const answer = engine['secrets.names']({ dir: '/a' }, abort.signal);
  abort.abort(new Error('no longer'));
  await expect(answer).rejects.toThrow('no longer');
  await expect.poll(() => aborted).toBe(true);
});

test('a stream arrives in order and whole; leaving it aborts it', async () => {
  let left = false;
  const { engine } = connected({
    'bundles.verify': async function* (_, signal) {
      try {
        for (let done = 0; !signal.aborted; done++) yield await Promise.resolve({ done, total: 1e9 });
      } finally {
        left = true;
      }
    },
  });
  const seen: number[] = [];
  for await (const { done } of engine['bundles.verify']({ path: '/b' }, never)) {
    seen.push(done);
    if (seen.length === 100) break;
  }
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
  await expect.poll(() => left).toBe(true);
});

test('an engine that is quicker than its face waits for it', async () => {
  let given = 0;
  const { engine } = connected({
    'bundles.verify': async function* (_, signal) {
      while (!signal.aborted) yield await Promise.resolve({ done: given++, total: 1 });
    },
  });
  const items = engine['bundles.verify']({ path: '/b' }, never)[Symbol.asyncIterator]();
  await items.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(given).toBeLessThanOrEqual(itemsUnderWay + 3);
  await items.return?.();
});

test('when the channel closes, what is open fails, what is asked later too, and the engine stops', async () => {
  let asked = false;
  let aborted = false;
  const { engine, face } = connected({
    'secrets.names': (_, signal) =>
      new Promise(() => {
        asked = true;
        signal.addEventListener('abort', () => (aborted = true));
      }),
  });
  const answer = engine['secrets.names']({ dir: '/a' }, never);
  await expect.poll(() => asked).toBe(true);
  face.close();
  await expect(answer).rejects.toSatisfy((e) => String(codes(e)) === 'engine.disconnected');
  await expect(engine['secrets.names']({ dir: '/a' }, never)).rejects.toThrow(ProblemError);
  await expect.poll(() => aborted).toBe(true);
});

test('whatever is sent that is no message of the protocol closes the channel, and nothing throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (message) => {
      const [face, hands] = portPair();
      serve(engineWith({}), hands);
      let closed = false;
      face.onClose(() => (closed = true));
      face.send(message);
      await new Promise((resolve) => setImmediate(resolve));
      expect(closed).toBe(true);
    }),
    { numRuns: 50 },
  );
});
