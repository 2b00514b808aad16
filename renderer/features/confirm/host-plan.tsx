import type { PlannedStep } from '../../../shared/contract/plans.ts';
import { differenceWords, resourceWords } from '../../../shared/problems/resource-words.ts';
import { changesByHost } from '../../../shared/runbook/markdown.ts';
import { runbookWords } from '../../../shared/runbook/markdown-words.ts';
import { commandLine } from '../../../shared/runbook/shell-words.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { steps as dictionary } from '../../locales/steps.ts';

/** What a run does on one host: its steps in words, below each what changes, line by line; what is touched, and how it is undone. */
export function HostPlan({ host, steps }: { readonly host: string; readonly steps: readonly PlannedStep[] }) {
  const words = useWords(dictionary);
  const language = useLanguage();
  const told = runbookWords[language];
  const open = steps.filter(({ satisfied }) => !satisfied);
  const [changed] = changesByHost(steps, language);
  return (
    <section className="panel" aria-label={host}>
      <div className="title">
        <h2 className="mono">{host}</h2>
        <span className={open.length === 0 ? 'chip ok' : 'quiet'}>
          {open.length === 0 ? words.asItShould : words.hostSum(...countOf(open))}
        </span>
      </div>
      <ol className="planned">
        {steps.map((step) => (
          <li key={step.id}>
            <details className="disclosure">
              <summary>
                <span className="step">{wordsOf(step.title, language)}</span>
                <span className="buttons">
                  <HowMuch step={step} />
                </span>
              </summary>
              {step.changes.map((change) => (
                <Change key={`${change.what} ${change.argv?.join(' ') ?? ''}`} change={change} />
              ))}
            </details>
          </li>
        ))}
      </ol>
      {changed && (
        <div className="undo">
          <dl>
            <dt>{told.services}</dt>
            <dd className={changed.services.length > 0 ? 'mono' : undefined}>{changed.services.join(', ') || told.noServices}</dd>
          </dl>
          <details className="disclosure">
            <summary>{told.undo}</summary>
            <ul>
              {changed.undo.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        </div>
      )}
    </section>
  );
}

/** How much a step changes; whether that is for good is said where it is. */
function HowMuch({ step: { risk, satisfied, changes } }: { readonly step: PlannedStep }) {
  const words = useWords(dictionary);
  const { risk: risks } = runbookWords[useLanguage()];
  if (satisfied) return <span className="chip ok">{words.asItShould}</span>;
  if (risk === 'read-only') return <span className="quiet">{risks[risk]}</span>;
  return (
    <>
      {risk === 'irreversible' && <span className="chip warn">{risks[risk]}</span>}
      <span className="quiet number">{words.hostSum(...countOf([{ changes }]))}</span>
    </>
  );
}

/** How many changes there are beside commands, and how many commands; what is proven is no change. */
function countOf(steps: readonly Pick<PlannedStep, 'changes'>[]): [changes: number, commands: number] {
  const changes = steps.flatMap((step) => step.changes).filter(({ kind }) => kind !== 'proof');
  const commands = changes.filter(({ argv }) => argv !== undefined).length;
  return [changes.length - commands, commands];
}

/** One resource, and in what it differs. */
function Change({ change: { what, argv, differences } }: { readonly change: PlannedStep['changes'][number] }) {
  const language = useLanguage();
  return (
    <div className="change">
      <code>{resourceWords(what, language)}</code>
      {argv !== undefined && <pre className="listing">{commandLine(argv)}</pre>}
      {differences.length > 0 && (
        <pre className="listing diff" tabIndex={0}>
          {differences
            .flatMap((text) => text.split('\n'))
            .map((line, index) => (
              <span key={index} className={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined}>
                {differenceWords(line, language)}
                {'\n'}
              </span>
            ))}
        </pre>
      )}
    </div>
  );
}
