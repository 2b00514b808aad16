import type { FileVaultOptions } from './file-vault.ts';

/** How long a vault stays unlocked that nobody uses, where the program stays open: a quarter of an hour. */
export const whenIdle: NonNullable<FileVaultOptions['idle']> = {
  ms: 15 * 60_000,
  timer: (ms, work) => {
    const timer = setTimeout(work, ms);
    // nobody is kept from ending the program
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
