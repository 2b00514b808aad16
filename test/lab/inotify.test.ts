import { expect, it } from 'vitest';
import { inotifyWanted } from './inotify.ts';

it('more than twelve nodes need more inotify instances than a kernel has by default', () => {
  expect(inotifyWanted(12, 128)).toBeUndefined();
  expect(inotifyWanted(13, 128)).toBeGreaterThan(128);
  expect(inotifyWanted(15, 1024)).toBeUndefined();
});
