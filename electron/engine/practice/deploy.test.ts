import { afterEach, describe, expect, it } from 'vitest';
import { type Practice, practise } from './practise.fixture.ts';

let practice: Practice | undefined;
afterEach(() => practice?.close());

describe('a deployment in the practice harbour', () => {
  it('comes to a proven cluster, and applied again changes nothing', async () => {
    practice = await practise(3, 1);
    const first = await practice.deploy();
    expect(first.result).toMatchObject({ outcome: 'success', problems: [] });
    expect(first.changes).toBeGreaterThan(20);
    const again = await practice.deploy();
    expect(again.result).toMatchObject({ outcome: 'success' });
    expect(again.changes).toBe(0);
  });
});
