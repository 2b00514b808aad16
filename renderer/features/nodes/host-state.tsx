import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { explain } from '../../../shared/problems/problem.ts';
import type { HostFacts } from '../../../shared/model/facts.ts';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { bytes } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import type { HostState } from '../../store/hosts.ts';
import { useCluster } from '../../store/use-cluster.tsx';

const tone = { connecting: 'run', asking: 'warn', connected: 'run', known: 'ok', failed: 'bad' } as const;

/** The card that the node's own address is on, else the one of the default route. */
const cardOf = ({ cards, defaultRoute }: HostFacts, address: string) =>
  cards.find((card) => card.addresses.some((a) => a.address === address)) ??
  cards.find(({ name }) => name === defaultRoute?.card);

/** A host's connection in a word, and what it is once that is known. */
export function HostChip({ node: { name, address, nodeAddress } }: { readonly node: NodeDraft }) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  const host = useCluster((state) => state.hosts.get(name));
  if (host === undefined) return null;
  return (
    <>
      <span className={`chip ${tone[host.state]}`}>{words.states[host.state]}</span>
      {host.state === 'failed' && <Beside text={host.problems.map((problem) => explain(problem, language).what)[0] ?? ''} />}
      {host.state === 'known' && (
        <Beside
          text={words.facts(
            shortName(host.facts.os.name),
            host.facts.cpus,
            bytes(host.facts.memoryBytes, language),
            cardOf(host.facts, nodeAddress === '' ? address : nodeAddress)?.name ?? '',
          )}
        />
      )}
    </>
  );
}

/** What may be longer than its column is whole in its title. */
const Beside = ({ text }: { readonly text: string }) => (
  <small className="quiet" title={text}>
    {text}
  </small>
);

/** `Debian GNU/Linux 12 (bookworm)` is known as Debian 12. */
const shortName = (os: string): string => os.replace(' GNU/Linux', '').replace(/ \([^)]*\)$/, '');

/** Everything that is known of one host: its facts, or why it was not reached and what to do. */
export function HostDetails({ host, retry }: { readonly host: HostState | undefined; readonly retry: () => void }) {
  const words = useWords(nodesWords);
  if (host === undefined) return <p className="quiet">{words.neverTried}</p>;
  if (host.state === 'known') return <Facts facts={host.facts} />;
  if (host.state !== 'failed') return <p role="status">{words.states[host.state]}…</p>;
  return (
    <>
      <div className="problems" role="alert">
        {host.problems.map((problem) => (
          <ProblemCard key={problem.code} problem={problem} retry={retry}>
            {problem.code === 'ssh.host-key-changed' ? <HostRemedy problem={problem} mended={retry} /> : undefined}
          </ProblemCard>
        ))}
      </div>
    </>
  );
}

function Facts({ facts }: { readonly facts: HostFacts }) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  return (
    <dl className="host-facts">
      <dt>{words.os}</dt>
      <dd>
        {facts.os.name} ({facts.arch})
      </dd>
      <dt>{words.kernel}</dt>
      <dd>{facts.kernel}</dd>
      <dt>{words.cpus}</dt>
      <dd>{facts.cpus}</dd>
      <dt>{words.memory}</dt>
      <dd>{bytes(facts.memoryBytes, language)}</dd>
      <dt>{words.columns.hostname}</dt>
      <dd>{facts.hostname}</dd>
      <dt>{words.cards}</dt>
      <dd>
        {facts.cards
          .filter(({ name }) => name !== 'lo')
          .map(({ name, addresses }) => `${name} ${addresses.map((a) => `${a.address}/${a.prefix}`).join(' ')}`.trim())
          .join(', ')}
      </dd>
    </dl>
  );
}
