import type { PlannedStep } from '../../../shared/contract/plans.ts';
import { phaseWords, wordsOf } from '../../../shared/run/titles.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { steps as dictionary } from '../../locales/steps.ts';

const tone: Readonly<Record<PlannedStep['risk'], string>> = {
  'read-only': 'chip',
  reversible: 'chip',
  irreversible: 'chip warn',
};

/** What a run does on one host: its steps in words, and below each what changes, line by line. */
export function HostPlan({ host, steps }: { readonly host: string; readonly steps: readonly PlannedStep[] }) {
  const words = useWords(dictionary);
  const language = useLanguage();
  const open = steps.filter(({ satisfied }) => !satisfied);
  const changes = open.flatMap((step) => step.changes);
  const commands = changes.filter(({ argv }) => argv !== undefined).length;
  const services = [
    ...new Set(
      changes
        .filter(({ kind }) => kind === 'service' || kind === 'no-service')
        .map(({ what }) => what.replace(/^(no-)?service /, '').split(' ')[0] ?? ''),
    ),
  ];
  const forever = open.some(({ risk }) => risk === 'irreversible');
  const risks: Readonly<Record<PlannedStep['risk'], string>> = {
    'read-only': words.readOnly,
    reversible: words.reversible,
    irreversible: words.irreversible,
  };
  return (
    <section className="panel" aria-label={host}>
      <div className="title">
        <h2 className="mono">{host}</h2>
        <span className={open.length === 0 ? 'chip ok' : 'quiet'}>
          {open.length === 0 ? words.asItShould : words.hostSum(changes.length - commands, commands)}
        </span>
      </div>
      <ol className="planned">
        {steps.map((step) => (
          <li key={step.id}>
            <details className="disclosure">
              <summary>
                <span className="phase">{phaseWords[step.phase][language]}</span>
                <span>{wordsOf(step.title, language)}</span>
                <span className={step.satisfied ? 'chip ok' : tone[step.risk]}>
                  {step.satisfied ? words.asItShould : risks[step.risk]}
                </span>
              </summary>
              {step.changes.map((change) => (
                <div key={`${change.what} ${change.argv?.join(' ') ?? ''}`} className="change">
                  <code>{change.what}</code>
                  {change.argv !== undefined && <pre className="listing">{change.argv.map(quoted).join(' ')}</pre>}
                  {change.differences.length > 0 && (
                    <pre className="listing diff" tabIndex={0}>
                      {change.differences
                        .flatMap((text) => text.split('\n'))
                        .map((line, index) => (
                          <span
                            key={index}
                            className={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined}
                          >
                            {line}
                            {'\n'}
                          </span>
                        ))}
                    </pre>
                  )}
                </div>
              ))}
            </details>
          </li>
        ))}
      </ol>
      {open.length > 0 && (
        <dl className="undo">
          {services.length > 0 && (
            <div>
              <dt>{words.services}</dt>
              <dd className="mono">{services.join(', ')}</dd>
            </div>
          )}
          <div>
            <dt>{words.undo}</dt>
            <dd>{forever ? `${words.undoReversible} ${words.undoIrreversible}` : words.undoReversible}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}

const quoted = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
