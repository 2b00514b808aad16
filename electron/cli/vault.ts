import { warning } from '../../shared/checks/check.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { readPassphrase } from '../engine/vault/secrets-file.ts';
import type { Workspace } from '../engine/workspace/workspace.ts';
import type { Arguments } from './arguments.ts';
import type { Console } from './console.ts';

const words = {
  en: {
    passphrase: (name: string) => `passphrase of the vault of ${name}`,
    wrong: 'That is not it.\n',
    choose: (name: string) => `new passphrase for the vault of ${name} (empty: not encrypted)`,
    again: 'the same again',
    differ: 'These two differ.\n',
  },
  zh: {
    passphrase: (name: string) => `${name} 凭据库的口令`,
    wrong: '口令不对。\n',
    choose: (name: string) => `为 ${name} 的凭据库设置口令（留空则不加密）`,
    again: '再输入一次',
    differ: '两次输入不一致。\n',
  },
};

/** How often a person may mistype. */
const attempts = 3;

/**
 * Opens a workspace's vault with what the operator gave or types. A new one is encrypted with that, where there is anybody to give it;
 * one that stays plain is warned of.
 * @throws {ProblemError} `vault.locked` where nobody gives the passphrase, `vault.wrong-passphrase`, `secrets.*`
 */
export async function openVault({ dir, cluster, vault }: Workspace, given: Arguments, console: Console, signal: AbortSignal) {
  const say = words[console.language];
  const passphrase = given.passphrase === undefined ? undefined : await readPassphrase(given.passphrase, signal);
  const state = await vault.state();
  if (state === 'unlocked') return;
  if (state === 'locked') {
    if (passphrase !== undefined) await vault.unlock(passphrase);
    else if (console.interactive)
      await unlockByTyping((text) => vault.unlock(text), say.passphrase(cluster.name), console, signal);
    else throw new ProblemError(problem('vault.locked', { path: dir }));
    return;
  }
  const isNew = (await vault.names()).length === 0;
  const chosen = passphrase ?? (isNew && !given.yes ? await askNew(say.choose(cluster.name), console, signal) : undefined);
  if (chosen !== undefined) await vault.protect(chosen);
  else if (cluster.practice !== true) {
    const plain = problem('vault.plain', { workspace: dir });
    console.warnings([{ check: 'vault', ...warning(plain) }]);
  }
}

async function unlockByTyping(
  unlock: (passphrase: string) => Promise<void>,
  question: string,
  console: Console,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await unlock(await console.secret(question, signal));
      return;
    } catch (error) {
      const wrong = error instanceof ProblemError && error.problems[0].code === 'vault.wrong-passphrase';
      if (!wrong || attempt === attempts) throw error;
      console.print(words[console.language].wrong);
    }
  }
}

/** A new passphrase, typed twice; undefined where nobody is there or nothing is typed. */
export async function askNew(question: string, console: Console, signal: AbortSignal): Promise<string | undefined> {
  if (!console.interactive) return undefined;
  const say = words[console.language];
  for (;;) {
    const chosen = await console.secret(question, signal);
    if (chosen === '') return undefined;
    if ((await console.secret(say.again, signal)) === chosen) return chosen;
    console.print(say.differ);
  }
}
