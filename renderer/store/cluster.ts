import { createStore, type StoreApi } from 'zustand';
import type { ClusterSummary } from '../../shared/contract/clusters.ts';
import type { Question } from '../../shared/contract/hosts.ts';
import { draft as draftSchema, type Draft } from '../../shared/draft/draft.ts';
import type { BundleManifest } from '../../shared/model/bundle.ts';
import type { Problem } from '../../shared/problems/problem.ts';
import type { Engine } from '../api/engine.tsx';
import { problemsOf } from '../api/problems-of.ts';
import { rememberedHosts, settledHosts, surveyedHosts, type Hosts, unansweredHosts } from './hosts.ts';
import { Saver, type Saving } from './saver.ts';

/** The package of the draft: its manifest as soon as it is read, while its blobs are still being hashed. */
export type Package =
  | { readonly state: 'none' }
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] }
  | { readonly state: 'open'; readonly manifest: BundleManifest; readonly digest: string; readonly verified: Verified };
export type Verified =
  | { readonly state: 'going-on'; readonly done: number; readonly total: number }
  | { readonly state: 'sound' }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** A host that shows another key than the one it was known by. */
export interface ChangedKey {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Fingerprint of the key that it shows now. */
  readonly found: string;
}

/** Everything that the window knows of the cluster that is open in it. */
export interface ClusterState {
  readonly summary: ClusterSummary;
  readonly draft: Draft;
  /** Names of the secrets that the vault has; undefined until it has told them. */
  readonly kept: ReadonlySet<string> | undefined;
  readonly saving: Saving;
  readonly bundle: Package;
  readonly hosts: Hosts;
  /** Whether a survey goes on. */
  readonly surveying: boolean;
  /** What failed about a survey as a whole. */
  readonly surveyProblems: readonly Problem[];
  /** Whether the engine went away while the run was followed: it does not come back to this page. */
  readonly lost: boolean;
  /** What only the operator can answer; the shell asks it on every screen. */
  readonly questions: readonly Question[];

  /** Asks the vault anew which secrets it has. */
  readonly askKept: () => Promise<void>;
  /** Changes the draft; it is saved a moment later. */
  readonly edit: (change: (draft: Draft) => Draft) => void;
  /** Saves what was typed and is not saved yet. */
  readonly flush: () => Promise<void>;
  /** Chooses the package at a path (an empty one chooses none), opens it, and has it verified. */
  readonly choosePackage: (path: string) => void;
  /** Reaches the hosts of a spec (those named, else all) and looks at them, in the place of any survey that goes on. */
  readonly survey: (spec: string, hosts?: readonly string[]) => Promise<void>;
  /** Forgets what is known of hosts: they were edited. */
  readonly forgetHosts: (names: readonly string[]) => void;
  /** Forgets what the customer's registry said to the hosts: it was edited. */
  readonly forgetRegistry: () => void;
  /** Puts a question to the operator, whoever asks it. */
  readonly ask: (question: Question) => void;
  /** Answers a question; `null` declines. */
  readonly answer: (question: Question, answers: readonly string[] | null) => Promise<void>;
  /** Takes a host's new key in place of its old one, after the operator has compared it: it is not asked about once more. */
  readonly acceptKey: (changed: ChangedKey) => Promise<void>;
  /** Whether the latest run is paused now. */
  readonly tellPaused: (paused: boolean) => void;
  /** The engine is gone. */
  readonly lose: () => void;
  /** Asks the engine anew how far the cluster is. */
  readonly refresh: () => Promise<void>;
  /** Takes over what was typed in another window, unless something was typed here that is not saved yet. */
  readonly catchUp: () => Promise<void>;
}

export type ClusterStore = StoreApi<ClusterState>;

/** Opens a cluster's workspace. What it does for the store ends with `signal`, except that what was typed is still saved. */
export async function openCluster(engine: Engine, dir: string, signal: AbortSignal): Promise<ClusterStore> {
  const summary = await engine['clusters.open']({ dir }, signal);
  const draft = await engine['clusters.draft']({ dir }, signal);
  const store = createClusterStore(engine, summary, draft, signal);
  if (draft.purpose === 'survey')
    await engine['hosts.seen']({ dir }, signal).then(
      (seen) => store.setState({ hosts: rememberedHosts(draft.nodes, seen) }),
      (thrown: unknown) => store.setState({ surveyProblems: problemsOf(thrown) }),
    );
  if (draft.bundle !== '') store.getState().choosePackage(draft.bundle);
  // a vault that is locked tells nothing
  void store
    .getState()
    .askKept()
    .catch(() => undefined);
  return store;
}

/** What a cluster's store asks of the engine. */
type Asked = Pick<
  Engine,
  | 'clusters.open'
  | 'clusters.draft'
  | 'clusters.saveDraft'
  | 'secrets.names'
  | 'bundles.open'
  | 'bundles.verify'
  | 'hosts.survey'
  | 'hosts.forgetKey'
  | 'questions.answer'
>;

/** A draft as text, the same for the same draft in whatever order it was written. */
const textOf = (of: Draft): string => JSON.stringify(draftSchema.parse(of));
/** What of a draft says which hosts are reached, and how. */
const waysOf = (of: Draft): string => {
  const { nodes, access, bastion } = draftSchema.parse(of);
  return JSON.stringify({ nodes, access, bastion });
};

/** The store of a cluster whose summary and draft are known. */
export function createClusterStore(engine: Asked, summary: ClusterSummary, draft: Draft, signal: AbortSignal): ClusterStore {
  const { dir } = summary;
  // Saving goes on when the cluster is left: nothing that was typed is lost.
  const save = (to: Draft) =>
    engine['clusters.saveDraft']({ dir, draft: to }, new AbortController().signal).then(() => undefined);
  const compared = new Set<string>();
  let opening = new AbortController();
  let surveying = new AbortController();
  return createStore<ClusterState>((set, get) => {
    const saver = new Saver<Draft>(save, (saving) => set({ saving }));

    const openPackage = async (path: string, until: AbortSignal): Promise<void> => {
      const { manifest, digest } = await engine['bundles.open']({ path }, until);
      const put = (verified: Verified) => {
        if (!until.aborted) set({ bundle: { state: 'open', manifest, digest, verified } });
      };
      put({ state: 'going-on', done: 0, total: 0 });
      if (!until.aborted && get().draft.kubernetes !== manifest.kubernetes)
        get().edit((held) => ({ ...held, kubernetes: manifest.kubernetes }));
      try {
        for await (const { done, total } of engine['bundles.verify']({ path }, until)) put({ state: 'going-on', done, total });
        put({ state: 'sound' });
      } catch (thrown) {
        put({ state: 'failed', problems: problemsOf(thrown) });
      }
    };

    return {
      summary,
      draft,
      kept: undefined,
      saving: { state: 'saved' },
      bundle: { state: 'none' },
      hosts: new Map(),
      surveying: false,
      surveyProblems: [],
      lost: false,
      questions: [],

      askKept: async () => {
        const names = await engine['secrets.names']({ dir }, signal);
        if (!signal.aborted) set({ kept: new Set(names) });
      },

      edit: (change) => {
        set((held) => ({ draft: change(held.draft) }));
        saver.put(get().draft);
      },
      flush: () => saver.flush(),

      choosePackage: (path) => {
        opening.abort();
        opening = new AbortController();
        const until = AbortSignal.any([opening.signal, signal]);
        if (get().draft.bundle !== path) get().edit((held) => ({ ...held, bundle: path }));
        set({ bundle: path === '' ? { state: 'none' } : { state: 'opening' } });
        if (path === '') return;
        openPackage(path, until).catch((thrown: unknown) => {
          if (!until.aborted) set({ bundle: { state: 'failed', problems: problemsOf(thrown) } });
        });
      },

      survey: async (spec, hosts) => {
        surveying.abort();
        surveying = new AbortController();
        const until = AbortSignal.any([surveying.signal, signal]);
        const again = new Set(hosts);
        set((held) => ({
          surveying: true,
          surveyProblems: [],
          questions: [],
          hosts: new Map([...settledHosts(held.hosts)].filter(([name]) => hosts !== undefined && !again.has(name))),
        }));
        try {
          const input = { dir, spec, ...(hosts === undefined ? {} : { hosts: [...hosts] }) };
          for await (const item of engine['hosts.survey'](input, until)) {
            if (until.aborted) return;
            set((held) => ({ hosts: surveyedHosts(held.hosts, item) }));
            if (item.type === 'question') get().ask(item.question);
          }
        } catch (thrown) {
          if (!until.aborted) set({ surveyProblems: problemsOf(thrown) });
        }
        if (!until.aborted) set((held) => ({ surveying: false, hosts: settledHosts(held.hosts) }));
      },

      forgetHosts: (names) => set((held) => ({ hosts: new Map([...held.hosts].filter(([name]) => !names.includes(name))) })),

      forgetRegistry: () => set((held) => ({ hosts: unansweredHosts(held.hosts) })),

      ask: (question) => {
        if (question.ask.kind === 'trust' && compared.has(`${question.host} ${question.ask.fingerprint}`))
          get()
            .answer(question, ['yes'])
            // one that is no longer open was decided without us
            .catch(() => undefined);
        else set((held) => ({ questions: [...held.questions.filter((other) => other.id !== question.id), question] }));
      },
      answer: async (question, answers) => {
        set((held) => ({ questions: held.questions.filter((other) => other.id !== question.id) }));
        await engine['questions.answer']({ id: question.id, answers: answers === null ? null : [...answers] }, signal);
      },

      acceptKey: async ({ host, address, port, found }) => {
        await engine['hosts.forgetKey']({ dir, address, port }, signal);
        compared.add(`${host} ${found}`);
      },

      tellPaused: (paused) =>
        set(({ summary: held }) => (held.run === undefined ? {} : { summary: { ...held, run: { ...held.run, paused } } })),

      lose: () => set({ lost: true }),

      refresh: async () => {
        const latest = await engine['clusters.open']({ dir }, signal);
        if (!signal.aborted) set({ summary: latest });
      },

      catchUp: async () => {
        const held = get().draft;
        if (get().saving.state !== 'saved') return;
        const saved = await engine['clusters.draft']({ dir }, signal);
        if (signal.aborted || get().draft !== held || textOf(saved) === textOf(held)) return;
        set({ draft: saved });
        // what was seen of hosts was seen by way of what was typed then
        if (waysOf(saved) !== waysOf(held)) set({ hosts: new Map() });
        if (saved.bundle !== held.bundle) get().choosePackage(saved.bundle);
      },
    };
  });
}
