import { afterEach, expect, it } from 'vitest';
import { kubeletPki } from '../../../shared/certificates/leaves.ts';
import { type Practice, practise } from './practise.fixture.ts';

let practice: Practice;
afterEach(() => practice.close());

it('a renewal leaves a worker out that is away, also where it is gone on with after the worker is back', async () => {
  practice = await practise(3, 1, 1000, 'memory');
  expect((await practice.deploy()).result.problems).toEqual([]);
  practice.harm('worker-1').cutPower();
  const abort = new AbortController();
  const cut = await practice.renew({
    signal: abort.signal,
    observer: (event) => {
      if (event.type === 'step-finished' && event.step === 'take-part/master-1') abort.abort();
    },
  });
  expect(cut.outcome).toBe('cancelled');
  await practice.harm('worker-1').start();

  expect(await practice.renew()).toMatchObject({ outcome: 'success', problems: [] });
  // nothing was made for it, and what the workspace keeps may be older than what its kubelet has fetched since
  expect(practice.harm('worker-1').readFile(`${kubeletPki}/kubelet-client-renewed.pem`)).toBeUndefined();
  expect(practice.harm('master-1').readFile(`${kubeletPki}/kubelet-client-renewed.pem`)).toBeDefined();
});
