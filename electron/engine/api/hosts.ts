import type { EngineApi } from '../../../shared/contract/engine-api.ts';
import type { hosts, SeenHost, Surveyed } from '../../../shared/contract/hosts.ts';
import { documentOf } from '../../../shared/draft/document.ts';
import { hostsOf, type SpecHosts } from '../../../shared/spec/hosts.ts';
import { openReach } from '../reach.ts';
import { type HostSurveyed, surveyEach } from '../survey.ts';
import { forgetHostKey } from '../transport/host-keys.ts';
import { keepSeenHosts, readSeenHosts } from '../workspace/seen-hosts.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Hands } from './engine.ts';
import { Feed, telling } from './feed.ts';
import { operatorOf } from './operator.ts';
import { typedOf } from './typed.ts';

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
        const seen: SeenHost[] = [];
        const addresses = new Map(named.nodes.map(({ name, address }) => [name, address]));
        const tell = (surveyed: HostSurveyed) => {
          if (surveyed.type === 'facts')
            seen.push({ host: surveyed.host, address: addresses.get(surveyed.host) ?? '', facts: surveyed.facts });
          put(contractual(surveyed));
        };
        try {
          await surveyEach(named, reaching, tell, abort);
        } finally {
          if (seen.length > 0) await keep(workspace, seen, new Set(all.nodes.map(({ name }) => name)));
        }
      },
      signal,
    ),
  'hosts.seen': async ({ dir }) => readSeenHosts((await clusters.of(dir)).dir),
  'questions.answer': ({ id, answers }) => {
    questions.answer(id, answers);
    return Promise.resolve({});
  },
  'hosts.forgetKey': async ({ dir, address, port }) => {
    await forgetHostKey((await clusters.of(dir)).knownHosts, `[${address}]:${port}`);
    return {};
  },
});

/** Where hosts are only looked at, what was seen is what remains of it. */
async function keep(workspace: Workspace, seen: readonly SeenHost[], there: ReadonlySet<string>): Promise<void> {
  const draft = await workspace.readDraft();
  if (draft?.purpose === 'survey') await keepSeenHosts(workspace.dir, seen, there);
}

/** The draft as it was saved, in the spec's shape. JSON is YAML. */
async function typedIn(workspace: Workspace): Promise<string> {
  return JSON.stringify(documentOf(await typedOf(workspace)).document);
}

const contractual = (surveyed: HostSurveyed): Surveyed =>
  surveyed.type === 'problem' ? { ...surveyed, problems: [...surveyed.problems] } : surveyed;
