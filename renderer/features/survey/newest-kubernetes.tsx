import type { Newest } from '../../../shared/catalog/newest.ts';
import { surveyWords } from '../../../shared/survey/words.ts';
import { Panel } from '../../components/panel.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { surveyText } from '../../locales/survey.ts';

/** More reasons than these are told as a number. */
const mostReasons = 4;

/** The newest version for all hosts, and what keeps them from a newer one. */
export function NewestKubernetes({ newest: { version, next } }: { readonly newest: Newest }) {
  const words = useWords(surveyText);
  const { limit } = surveyWords[useLanguage()];
  const limits = next?.limits ?? [];
  return (
    <Panel title={words.kubernetes}>
      <div className="stack">
        <strong className="newest number">{version ?? words.noVersion}</strong>
        {next === undefined ? (
          <p className="quiet">{words.newest}</p>
        ) : (
          <div className="quiet">
            {version === undefined ? words.noVersionLead(next.minor) : words.notNewer(next.minor)}
            <ul className="reasons">
              {limits.slice(0, mostReasons).map((one) => (
                <li key={`${one.host} ${one.of}`}>{limit(one)}</li>
              ))}
              {limits.length > mostReasons && <li>{words.more(limits.length - mostReasons)}</li>}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
