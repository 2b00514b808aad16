import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { StepState } from '../../../shared/run/state.ts';
import { skipCost } from '../../../shared/run/skipping.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';

/**
 * Goes on without a step that failed, after it was said what that costs, on its host or on all where the same failed; nothing for a step
 * that may not be left out.
 */
export function SkipStep({
  step,
  alike,
  skip,
  busy,
}: {
  readonly step: StepState;
  /** The steps that failed and do the same, this one among them. */
  readonly alike: readonly StepState[];
  readonly skip: (steps: readonly string[]) => void;
  readonly busy: boolean;
}) {
  const words = useWords(deploy);
  const common = useWords(shared);
  const language = useLanguage();
  const [asking, ask] = useState(false);
  const [all, setAll] = useState(false);
  const cost = step.skippable ? skipCost(step.title, language) : undefined;
  if (cost === undefined) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => ask(true)}>
        {words.skip}
      </Button>
      <Modal
        opened={asking}
        onClose={() => ask(false)}
        title={words.skipTitle(wordsOf(step.title, language), step.host)}
        withCloseButton={false}
      >
        <div className="stack">
          <p>
            <strong>{cost}</strong>
          </p>
          <p className="quiet">{words.skipLead}</p>
          {alike.length > 1 && (
            <Checkbox
              label={words.skipAll(alike.length)}
              checked={all}
              onChange={({ currentTarget: { checked } }) => setAll(checked)}
            />
          )}
        </div>
        <div className="dialog-actions">
          <Button variant="default" data-autofocus onClick={() => ask(false)}>
            {common.cancel}
          </Button>
          <Button
            loading={busy}
            onClick={() => {
              ask(false);
              skip((all ? alike : [step]).map(({ id }) => id));
            }}
          >
            {words.doSkip}
          </Button>
        </div>
      </Modal>
    </>
  );
}
