import { resolve } from 'node:path';
import { acceptedFor } from '../../../shared/checks/accept.ts';
import type { Acceptance } from '../../../shared/draft/draft.ts';
import type { Skip } from '../../../shared/run/skipping.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { keepRunOrder } from './run-order.ts';

interface Ordered {
  readonly workspace: Workspace;
  readonly run: string;
  readonly who: string;
  readonly yaml: string;
  readonly bundle: string;
  readonly accepted: readonly Acceptance[];
  readonly skipped?: readonly Skip[] | undefined;
  readonly purpose: 'deploy' | 'verify';
}

/**
 * Keeps what a deployment or verification is ordered with: first before its bundle is opened, so that one that cannot be opened is known
 * too; then with the bundle's manifest and what was accepted for it.
 * @throws {ProblemError} `workspace.unusable`
 */
export async function keepDeployOrder(order: Ordered, manifest?: string): Promise<void> {
  const { workspace, run, who, yaml, bundle, accepted, skipped, purpose } = order;
  await keepRunOrder(workspace, run, {
    operation: purpose,
    by: who,
    spec: yaml,
    bundle: resolve(bundle),
    ...(manifest === undefined ? {} : { manifest }),
    accepted: [...(manifest === undefined ? accepted : acceptedFor(manifest, accepted))],
    skipped: [...(skipped ?? [])],
  });
}
