import { Progress } from '@mantine/core';
import type { Making } from '../../../shared/contract/making.ts';
import { Commands } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { bytes, number, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';

/** How far a package is that is being made. */
export function GoingOn({ making }: { readonly making: Making }) {
  const words = useWords(makePackage);
  const language = useLanguage();
  const { stage = 'resolve', done, total, rate, left } = making;
  const counted = total > 0;
  return (
    <div className="banner run verification" role="status">
      <strong>{words.stages[stage]}</strong>
      <span className="mono quiet">{making.order?.out}</span>
      <span className="number">
        {[
          ...(counted ? [words.progress(bytes(done, language), bytes(total, language))] : []),
          ...(rate > 0 ? [words.rate(bytes(rate, language))] : []),
          ...(left === undefined ? [] : [words.left(span(left * 1000, language))]),
        ].join(' · ')}
      </span>
      <Progress value={counted ? (done / total) * 100 : 0} aria-label={words.stages[stage]} transitionDuration={0} />
    </div>
  );
}

/** What was made, and where it lies. */
export function Finished({ built }: { readonly built: NonNullable<Making['built']> }) {
  const words = useWords(makePackage);
  const language = useLanguage();
  const facts: readonly (readonly [string, string])[] = [
    [words.parts, number(built.parts, language)],
    [words.fetched, bytes(built.fetched, language)],
    [words.present, bytes(built.present, language)],
  ];
  return (
    <>
      <div className="banner ok" role="status">
        <div>
          <strong>{words.finished}</strong>
          <p>{words.carry}</p>
        </div>
      </div>
      <Panel title={words.madeFiles}>
        <div className="stack">
          <Commands lines={built.files} />
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </Panel>
      <Panel title={words.signedBy}>
        {built.signer === undefined ? (
          <p className="quiet">{words.unsigned}</p>
        ) : (
          <div className="stack">
            <Commands lines={[built.signer]} />
            <p className="quiet">{words.tellKey}</p>
          </div>
        )}
      </Panel>
    </>
  );
}
