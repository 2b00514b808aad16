import { expect, it } from 'vitest';
import { fastClock } from './clock.ts';

it('has waited for no less than it was asked to, however short that is', async () => {
  const clock = fastClock(1000);
  const { signal } = new AbortController();
  for (const ms of [0, 1, 400, 1_800, 2_700])
    for (let i = 0; i < 20; i++) {
      const began = clock.now();
      await clock.wait(ms, signal);
      expect(clock.now() - began).toBeGreaterThanOrEqual(ms);
    }
});
