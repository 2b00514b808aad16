import type { EngineApi } from '../../../shared/contract/engine-api.ts';
import type { hosts, Surveyed } from '../../../shared/contract/hosts.ts';
import { documentOf } from '../../../shared/draft/document.ts';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { hostsOf, type SpecHosts } from '../../../shared/spec/hosts.ts';
import { openReach } from '../reach.ts';
import { surveyEach } from '../survey.ts';
import { forgetHostKey } from '../transport/host-keys.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Hands } from './engine.ts';
import { Feed, telling } from './feed.ts';
import { operatorOf } from './operator.ts';

export const hostCalls = ({ clusters, questions, harbours }: Hands): Pick<EngineApi<AbortSignal>, keyof typeof hosts> => ({
  'hosts.survey': ({ dir, spec, hosts: wanted }, signal) =>
    telling<Surveyed>(
      new Feed(),
      async (put, abort) => {
        const workspace = await clusters.of(dir);
        const all = hostsOf(spec === '' ? await typedIn(workspace) : spec);
        const named: SpecHosts = { ...all, nodes: all.nodes.filter(({ name }) => wanted?.includes(name) ?? true) };
        const inProcess = await harbours.reachable(workspace);
        const operator = operatorOf(
          named,
          questions,
          abort,
          { show: (question) => put({ type: 'question', question }) },
          inProcess,
        );
        const reaching = await openReach(workspace, operator, abort);
        await surveyEach(named, reaching, (surveyed) => put(contractual(surveyed)), abort);
      },
      signal,
    ),
  'questions.answer': ({ id, answers }) => {
    questions.answer(id, answers);
    return Promise.resolve({});
  },
  'hosts.forgetKey': async ({ dir, address, port }) => {
    await forgetHostKey((await clusters.of(dir)).knownHosts, `[${address}]:${port}`);
    return {};
  },
});

/** The draft as it was saved, in the spec's shape. JSON is YAML. */
async function typedIn(workspace: Workspace): Promise<string> {
  return JSON.stringify(documentOf((await workspace.readDraft()) ?? emptyDraft(workspace.cluster.name)).document);
}

const contractual = (surveyed: Parameters<Parameters<typeof surveyEach>[2]>[0]): Surveyed =>
  surveyed.type === 'problem' ? { ...surveyed, problems: [...surveyed.problems] } : surveyed;
