import type { certificates } from '../../../shared/contract/certificates.ts';
import type { EngineApi, Output } from '../../../shared/contract/engine-api.ts';
import type { InventoryEntry } from '../../../shared/certificates/inventory.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { inventoryOf } from '../certificates/inventory.ts';
import { readRenewal } from '../certificates/renewal-record.ts';
import { keptCertificates } from '../cluster-material.ts';
import { openFleet } from '../fleet.ts';
import { openReach } from '../reach.ts';
import { specIn } from '../spec-text.ts';
import { beginRun } from './begin-run.ts';
import type { Hands } from './engine.ts';
import { Feed, telling } from './feed.ts';
import { operatorOf } from './operator.ts';

type Looked = Output<'certificates.list'>;

export const certificateCalls = (hands: Hands): Pick<EngineApi<AbortSignal>, keyof typeof certificates> => {
  const { clusters, questions, harbours } = hands;
  return {
    'certificates.list': ({ dir }, signal) =>
      telling<Looked>(
        new Feed(),
        async (put, abort) => {
          const workspace = await clusters.of(dir);
          const kept = await keptCertificates(workspace);
          if (Object.keys(kept).length === 0) throw new ProblemError(problem('certificates.none', { path: workspace.dir }));
          const spec = specIn(await workspace.readSpec());
          const show = {
            show: (question: Extract<Looked, { type: 'question' }>['question']) => put({ type: 'question', question }),
          };
          const operator = operatorOf(spec, questions, abort, show, await harbours.reachable(workspace));
          const { reach } = await openReach(workspace, operator, abort);
          const fleet = await openFleet(spec, reach, abort, 'whoever-answers');
          try {
            const found = await inventoryOf(spec, kept, fleet, abort);
            const begun = (await readRenewal(workspace.dir))?.begun;
            put({
              type: 'certificates',
              certificates: found.map(contractual),
              unreachable: [...fleet.unreachable],
              ...(begun === undefined ? {} : { unfinished: begun }),
            });
          } finally {
            await fleet.close();
          }
        },
        signal,
      ),
    'certificates.renew': async ({ dir, groups, nodes }) => {
      const workspace = await clusters.of(dir);
      const named = { ...(groups && { groups }), ...(nodes && { nodes }) };
      return beginRun(hands, workspace, { operation: 'renew', spec: await workspace.readSpec(), skipped: [], ...named });
    },
  };
};

const contractual = ({ host, path, name, group, match, certificate }: InventoryEntry) => ({
  ...(host === undefined ? {} : { host }),
  path,
  ...(name === undefined ? {} : { name }),
  group,
  match,
  ...(certificate && { certificate: { ...certificate, names: [...certificate.names] } }),
});
