import { useEffect, useState } from 'react';
import { useEngine } from '../api/engine.tsx';
import { problemsOf, type Problems } from '../api/problems-of.ts';
import { ProblemList } from '../components/problem-card.tsx';
import { Screen } from '../components/screen.tsx';
import { Loading } from '../components/states.tsx';
import { useWords } from '../locales/language.tsx';
import { shell } from '../locales/shell.ts';
import type { ScreenName } from '../router/route.ts';
import { openCluster, type ClusterStore } from '../store/cluster.ts';
import { ClusterContext, useCluster } from '../store/use-cluster.tsx';
import { Frame } from './app.tsx';
import { ClusterPage, RunPage, screens } from './pages.tsx';
import { Questions } from './questions.tsx';
import { Rail } from './rail.tsx';
import { useRunEnd } from './use-run-end.ts';
import { VaultLocked } from './vault-locked.tsx';

type Opening =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly problems: Problems }
  | { readonly state: 'open'; readonly store: ClusterStore };

/** A cluster's workspace, and which of its screens: one of a name, an earlier run's, or else its own page. */
interface Opens {
  readonly dir: string;
  readonly step: ScreenName | undefined;
  readonly run: string | undefined;
}

/** Opens the cluster of a workspace and shows one of its screens; its store lives as long as the cluster is shown. */
export function OpenCluster({ dir, step, run }: Opens) {
  const engine = useEngine();
  const words = useWords(shell);
  const [opening, setOpening] = useState<Opening>({ state: 'opening' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    let store: ClusterStore | undefined;
    const flush = () => void store?.getState().flush();
    openCluster(engine, dir, left.signal).then(
      (opened) => {
        if (left.signal.aborted) return;
        store = opened;
        setOpening({ state: 'open', store: opened });
      },
      (thrown: unknown) => {
        if (!left.signal.aborted) setOpening({ state: 'failed', problems: problemsOf(thrown) });
      },
    );
    // The window may be closed or put aside at any moment.
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    // The same cluster may be open in another one, where something was typed meanwhile.
    const catchUp = () =>
      void store
        ?.getState()
        .catchUp()
        .catch(() => undefined);
    window.addEventListener('focus', catchUp);
    return () => {
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      window.removeEventListener('focus', catchUp);
      flush();
      left.abort();
    };
  }, [engine, dir, round]);

  if (opening.state === 'open')
    return (
      <ClusterContext value={opening.store}>
        <Opened dir={dir} step={step} run={run} />
      </ClusterContext>
    );
  return (
    <Frame>
      {opening.state === 'opening' ? (
        <Loading what={words.opening} />
      ) : (
        <Screen title={words.cannotOpen} lead={<code>{dir}</code>}>
          <ProblemList
            problems={opening.problems}
            retry={() => {
              setOpening({ state: 'opening' });
              setRound((n) => n + 1);
            }}
          />
        </Screen>
      )}
    </Frame>
  );
}

function Opened({ dir, step, run }: Opens) {
  const summary = useCluster((state) => state.summary);
  const saving = useCluster((state) => state.saving);
  useRunEnd(step === 'deploy' || (run !== undefined && run === summary.run?.id));
  const Page = step === undefined ? ClusterPage : screens[step];
  return (
    <Frame cluster={{ summary, saving }} rail={<Rail dir={dir} current={step} />}>
      {saving.state === 'failed' && <ProblemList problems={saving.problems} />}
      {step !== undefined && <VaultLocked dir={dir} screen={step} />}
      {run === undefined ? <Page /> : <RunPage key={run} dir={dir} run={run} />}
      <Questions />
    </Frame>
  );
}
