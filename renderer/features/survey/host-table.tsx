import type { NodeDraft } from '../../../shared/draft/draft.ts';
import type { HostFacts } from '../../../shared/model/facts.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { cardsOf, disksOf, occupantsOf, type Occupant } from '../../../shared/survey/host.ts';
import { surveyWords } from '../../../shared/survey/words.ts';
import { Panel } from '../../components/panel.tsx';
import { bytes, number } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { surveyText } from '../../locales/survey.ts';
import type { Hosts, HostState } from '../../store/hosts.ts';

/** A host has more mounts than anybody wants to read: the documents have them all. */
const mostDisks = 3;
/** Within this a clock is right. */
const clockRightMs = 500;

/** Every host of the survey, with what was found on it. */
export function HostTable({
  nodes,
  hosts,
  uid,
}: {
  readonly nodes: readonly NodeDraft[];
  readonly hosts: Hosts;
  readonly uid: string;
}) {
  const words = useWords(surveyText);
  const heads = [
    ...[words.host, words.system, words.kernel, words.power, words.disks, words.cards, words.clock],
    words.occupants,
  ];
  return (
    <Panel title={words.hosts} flush>
      <div className="surveyed" tabIndex={0} role="region" aria-label={words.hosts}>
        <table className="plain">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <Row key={node.key} node={node} host={hosts.get(node.name)} uid={uid} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ node, host, uid }: { readonly node: NodeDraft; readonly host: HostState | undefined; readonly uid: string }) {
  const { roles } = useWords(nodesWords);
  return (
    <tr>
      <th scope="row">
        {node.name}
        <small>
          <span className="mono">{node.address}</span> {roles[node.roles]}
        </small>
      </th>
      {host?.state === 'known' ? <Cells facts={host.facts} uid={uid} /> : <Missing host={host} />}
    </tr>
  );
}

function Missing({ host }: { readonly host: HostState | undefined }) {
  const language = useLanguage();
  const { states } = useWords(nodesWords);
  const { notSeen } = surveyWords[language];
  const [problem] = host?.state === 'failed' ? host.problems : [];
  return (
    <td colSpan={7} className="quiet">
      {problem ? explain(problem, language).what : host === undefined ? notSeen : states[host.state]}
    </td>
  );
}

const tone: Readonly<Record<Occupant['what'], string>> = {
  firewall: 'bad',
  runtime: 'warn',
  selinux: 'warn',
  swap: '',
  cluster: 'bad',
  leftovers: 'bad',
};

function Cells({ facts, uid }: { readonly facts: HostFacts; readonly uid: string }) {
  const words = useWords(surveyText);
  const language = useLanguage();
  const { occupant } = surveyWords[language];
  const occupants = occupantsOf(facts, uid);
  const { skewMs } = facts;
  return (
    <>
      <td>
        {facts.os.name}
        <small>{facts.arch}</small>
      </td>
      <td>
        <span className="mono">{facts.kernel}</span>
        <small>cgroup {facts.cgroup}</small>
      </td>
      <td className="number">
        {words.cpus(number(facts.cpus, language))}
        <small>{bytes(facts.memoryBytes, language)}</small>
      </td>
      <td className="number">
        {disksOf(facts)
          .slice(0, mostDisks)
          .map(({ path, freeBytes, sizeBytes }) => (
            <div key={path}>
              <span className="mono">{path}</span>
              <small>{words.free(bytes(freeBytes, language), bytes(sizeBytes, language))}</small>
            </div>
          ))}
      </td>
      <td>
        {cardsOf(facts).map(({ name, addresses }) => (
          <div key={name}>
            <span className="mono">{name}</span>
            {addresses.map(({ address, prefix }) => (
              <small key={address} className="mono">
                {address}/{prefix}
              </small>
            ))}
          </div>
        ))}
      </td>
      <td className="number">
        {Math.abs(skewMs) < clockRightMs ? (
          words.clockRight
        ) : (
          <span className="chip warn">{`${skewMs > 0 ? '+' : '−'}${number(Math.round(Math.abs(skewMs) / 100) / 10, language)} s`}</span>
        )}
      </td>
      <td>
        {occupants.length === 0 ? (
          <span className="quiet">{words.nothing}</span>
        ) : (
          <ul className="occupants">
            {occupants.map((one) => (
              <li key={occupant(one)} className={`chip ${tone[one.what]}`}>
                {occupant(one)}
              </li>
            ))}
          </ul>
        )}
        {!occupants.some(({ what }) => what === 'selinux') && <small>{words.selinuxOff}</small>}
      </td>
    </>
  );
}
