import type { Calls } from '../../../shared/contract/engine-api.ts';
import type { vault } from '../../../shared/contract/vault.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { thisPerson } from '../reach.ts';
import { forgetKeys } from '../vault/forget.ts';
import { handOverVault } from '../vault/hand-over.ts';
import { readKeyRecords } from '../vault/records.ts';
import type { Hands } from './engine.ts';

export const vaultCalls = ({ clusters, systemProtector }: Hands): Pick<Calls<AbortSignal>, keyof typeof vault> => ({
  'vault.status': async ({ dir }) => {
    const workspace = await clusters.of(dir);
    const state = await workspace.vault.state();
    const { handedOver, erased } = await readKeyRecords(workspace.dir);
    return {
      state,
      ...(state === 'locked' ? {} : { secrets: (await workspace.vault.names()).length }),
      protectors: [...(await workspace.vault.protectors())],
      system: systemProtector()?.name,
      handedOver: handedOver.map(({ at, by, to, secrets }) => ({ at, by, to, secrets })),
      ...(erased && { erased: { ...erased, secrets: erased.secrets.length, files: erased.files.length } }),
    };
  },
  'vault.trustSystem': async ({ dir, trusted }) => {
    const { vault } = await clusters.of(dir);
    const system = systemProtector();
    if (system === undefined) throw new ProblemError(problem('vault.no-system', {}));
    await (trusted ? vault.trust(system) : vault.revoke(system.name));
    return {};
  },
  'vault.unlockBySystem': async ({ dir }) => {
    const { vault } = await clusters.of(dir);
    const system = systemProtector();
    return { opened: system !== undefined && (await vault.unlockWith(system)) };
  },
  'vault.handOver': async ({ dir, to, passphrase }, signal) => {
    const record = await handOverVault(await clusters.of(dir), { to, passphrase, by: thisPerson() }, signal);
    return { to: record.to, secrets: record.secrets };
  },
  'vault.forget': async ({ dir, confirmed }) => {
    const record = await forgetKeys(await clusters.of(dir), { confirmed, by: thisPerson() });
    return { secrets: record.secrets.length, files: record.files.length };
  },
});
