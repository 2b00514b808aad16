import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Saver, type Saving } from './saver.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many changes in a moment are one save, of the latest', async () => {
  const saved: string[] = [];
  const saver = new Saver<string>(
    (value) => {
      saved.push(value);
      return Promise.resolve();
    },
    () => undefined,
  );
  for (const value of ['a', 'ab', 'abc']) saver.put(value);
  await vi.runAllTimersAsync();
  expect(saved).toEqual(['abc']);
});

test('whoever types without a pause is saved meanwhile', async () => {
  const saved: string[] = [];
  const saver = new Saver<string>(
    (value) => {
      saved.push(value);
      return Promise.resolve();
    },
    () => undefined,
  );
  for (let i = 0; i < 20; i++) {
    saver.put(String(i));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saved.length).toBeGreaterThan(3);
});

test('leaving saves at once, and never two at a time', async () => {
  const saved: string[] = [];
  let running = 0;
  const saver = new Saver<string>(
    async (value) => {
      expect(++running).toBe(1);
      await Promise.resolve();
      saved.push(value);
      running--;
    },
    () => undefined,
  );
  saver.put('first');
  const flushed = saver.flush();
  saver.put('second');
  await Promise.all([flushed, saver.flush()]);
  expect(saved).toEqual(['first', 'second']);
});

test('what could not be saved is told, kept and tried again', async () => {
  const told: Saving['state'][] = [];
  let broken = true;
  const saved: string[] = [];
  const saver = new Saver<string>(
    (value) => {
      if (broken) return Promise.reject(new Error('no space left'));
      saved.push(value);
      return Promise.resolve();
    },
    (saving) => told.push(saving.state),
  );
  saver.put('typed');
  await saver.flush();
  expect(told.at(-1)).toBe('failed');
  broken = false;
  await saver.flush();
  expect(saved).toEqual(['typed']);
  expect(told.at(-1)).toBe('saved');
});
