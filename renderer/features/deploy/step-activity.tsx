import { resourceWords } from '../../../shared/problems/resource-words.ts';
import type { StepState } from '../../../shared/run/state.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { typicalOf } from '../../../shared/run/typical.ts';
import { waitingWords } from '../../../shared/run/waiting.ts';
import { elapsed } from '../../../shared/run/selectors.ts';
import { deploy } from '../../locales/deploy.ts';
import { bytes, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';

/** Whoever says nothing for so long is asked about. */
const silentMs = 30_000;
/** So many times the usual is long, and so long at least. */
const long = { times: 3, ms: 20_000 };

/** One running step: what it is at, and for how long it has been. */
export function StepActivity({
  step,
  speed,
  now,
  open,
}: {
  readonly step: StepState;
  readonly speed: number;
  readonly now: number;
  readonly open: () => void;
}) {
  const language = useLanguage();
  return (
    <li>
      <button type="button" onClick={open}>
        <span className="mono host">{step.host}</span>
        <span className="what">{wordsOf(step.title, language)}</span>
        <span className="number quiet">{span(elapsed(step, now), language)}</span>
        <StepDoing step={step} speed={speed} now={now} />
      </button>
    </li>
  );
}

/** What a running step waits for and since when, how long it usually takes, and, when nothing was heard of it for long, its last line. */
export function StepDoing({
  step,
  speed,
  now,
}: {
  readonly step: StepState;
  /** How many times as fast as real hosts the run's are. */
  readonly speed: number;
  readonly now: number;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const { progress, waitingFor, changing, lastOutput, since, heardAt } = step;
  const typical = typicalOf(step.title);
  const usual = typical === undefined ? undefined : typical / speed;
  const took = elapsed(step, now);
  const silent = heardAt === undefined ? 0 : now - heardAt;
  const what =
    waitingFor !== undefined
      ? `${words.waitsFor} ${waitingWords(waitingFor, language)}`
      : progress !== undefined && progress.sent < progress.total
        ? words.sent(bytes(progress.sent, language), bytes(progress.total, language))
        : changing !== undefined
          ? `${words.changing} ${resourceWords(changing, language)}`
          : '';
  return (
    <span className="at">
      <span>
        {what}
        {what !== '' && since !== undefined && ` · ${span(now - since, language)}`}
      </span>
      {usual !== undefined && (
        <span className={took > Math.max(usual * long.times, long.ms) ? 'late' : ''}>
          {took > Math.max(usual * long.times, long.ms)
            ? words.longer(span(usual, language))
            : words.usually(span(Math.max(usual, 1000), language))}
        </span>
      )}
      {silent >= silentMs ? (
        <span className="line">
          {lastOutput === undefined ? words.silentWithout(span(silent, language)) : words.silent(span(silent, language))}{' '}
          {lastOutput !== undefined && <code>{lastOutput}</code>}
        </span>
      ) : (
        lastOutput !== undefined && <code className="line">{lastOutput}</code>
      )}
    </span>
  );
}
