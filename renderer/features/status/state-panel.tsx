import { Button } from '@mantine/core';
import { type Meaning, meaningOf } from '../../../shared/cluster/status.ts';
import { awayInWords, stateWords } from '../../../shared/problems/cluster.ts';
import type { ClusterState } from '../../../shared/cluster/state.ts';
import type { Language } from '../../../shared/problems/problem.ts';
import { useFirstRows } from '../../components/first-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Blank, Loading } from '../../components/states.tsx';
import { useNow } from '../../components/use-now.ts';
import { ago, clock, day } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';
import { hashOf, type ScreenName } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { tones } from './tones.ts';
import type { Look, Seen } from './use-look.ts';

/** The state of the cluster in words, what it means, when it was seen, and the way to look again. */
export function StatePanel({ look }: { readonly look: Look }) {
  const words = useWords(statusWords);
  const { seen, looking, problems, again, cancel } = look;
  return (
    <Panel
      title={words.state}
      aside={
        <span className="buttons">
          {looking && seen !== undefined && (
            <span className="quiet" role="status">
              {words.looking}
            </span>
          )}
          {/* one button, so that it keeps the focus */}
          <Button size="xs" variant="default" onClick={looking ? cancel : again}>
            {looking ? words.cancel : words.look}
          </Button>
        </span>
      }
    >
      {seen !== undefined ? (
        <SeenState seen={seen} old={problems.length > 0} />
      ) : looking ? (
        <Loading what={words.looking} />
      ) : (
        <Blank title={words.notLooked} lead={words.notLookedLead} />
      )}
    </Panel>
  );
}

function SeenState({ seen: { status, came }, old }: { readonly seen: Seen; readonly old: boolean }) {
  const words = useWords(statusWords);
  const language = useLanguage();
  const meaning = meaningOf(status);
  const [means, next] = words.says[meaning];
  const tone = tones[meaning];
  return (
    <div className="seen-state">
      <div className="said">
        {/* what could not be seen again is no longer told as good */}
        <strong className={`chip ${old && tone === 'ok' ? '' : tone}`} role="status">
          {stateWords[language][meaning] ?? meaning}
        </strong>
        <span className="quiet">
          {words.seen} {day(status.at, language)} {clock(status.at, language)} (<Age since={came} />)
        </span>
      </div>
      {old && <p className="old">{words.lastSeen}</p>}
      <dl>
        <dt>{words.means}</dt>
        <dd>{means}</dd>
        <Why state={status.state} />
        <dt>{words.next}</dt>
        <dd>
          {old ? words.firstMend : next} {!old && <Way meaning={meaning} />}
        </dd>
      </dl>
    </div>
  );
}

/** How long ago it was, while that goes by. */
function Age({ since }: { readonly since: number }) {
  const language = useLanguage();
  const now = useNow(true);
  return ago(now - since, language);
}

/** Who is away and how, or what hosts said that shows the state. */
function Why({ state }: { readonly state: ClusterState }) {
  const words = useWords(statusWords);
  const language = useLanguage();
  const { shown, more } = useFirstRows(linesOf(state, language));
  if (shown.length === 0) return null;
  return (
    <>
      <dt>{words.details}</dt>
      <dd>
        <ul>
          {shown.map((line, index) => (
            <li key={index} className="long">
              {line}
            </li>
          ))}
        </ul>
        {more}
      </dd>
    </>
  );
}

function linesOf(state: ClusterState, language: Language): readonly string[] {
  if (state.kind === 'degraded') return state.away.map(({ host, how }) => awayInWords(`${host} ${how}`, language));
  return 'said' in state ? state.said : [];
}

type WordOf = 'toDeploy' | 'toCertificates';
/** Where what is to be done next can be done. */
const ways: Readonly<Partial<Record<Meaning, readonly [WordOf, ScreenName | undefined]>>> = {
  absent: ['toDeploy', 'deploy'],
  begun: ['toDeploy', 'deploy'],
  founded: ['toDeploy', 'deploy'],
  'locked-out': ['toCertificates', undefined],
};

function Way({ meaning }: { readonly meaning: Meaning }) {
  const words = useWords(statusWords);
  const dir = useCluster((state) => state.summary.dir);
  const way = ways[meaning];
  if (way === undefined) return null;
  const [word, step] = way;
  return <a href={hashOf({ page: 'cluster', dir, step })}>{words[word]}</a>;
}
