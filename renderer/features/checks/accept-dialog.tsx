import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { ProblemCard } from '../../components/problem-card.tsx';
import { settingOf } from '../../components/setting-link.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { steps } from '../../locales/steps.ts';
import { useCluster, useEdit } from '../../store/use-cluster.tsx';
import { type Alike, saidOf } from './group-findings.ts';

/** Who goes on in spite of a finding, and why; for every host that it was found of, with the package that is chosen. */
export function AcceptDialog({ alike, close }: { readonly alike: Alike; readonly close: () => void }) {
  const words = useWords(steps);
  const common = useWords(shared);
  const edit = useEdit();
  const manifest = useCluster(({ bundle }) => (bundle.state === 'open' ? bundle.digest : undefined));
  const [by, setBy] = useState('');
  const [reason, setReason] = useState('');
  const complete = by.trim() !== '' && reason.trim() !== '';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete) return;
    const given = alike.map(({ check, problem: { code, host } }) => ({
      check,
      code,
      by: by.trim(),
      reason: reason.trim(),
      ...(host === undefined ? {} : { host }),
      ...(manifest === undefined ? {} : { manifest }),
    }));
    edit((draft) => ({ ...draft, accepted: [...draft.accepted, ...given] }));
    close();
  };
  return (
    <Modal opened onClose={close} title={words.acceptTitle} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <form className="stack" onSubmit={submit}>
        <ProblemCard
          problem={saidOf(alike)}
          hosts={alike.flatMap(({ problem: { host } }) => host ?? [])}
          severity={alike[0].severity}
          nameOf={settingOf}
        />
        <p className="quiet">{words.acceptLead}</p>
        <TextInput
          label={words.by}
          required
          maxLength={200}
          data-autofocus
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        <Textarea
          label={words.reason}
          required
          maxLength={2000}
          rows={3}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button type="submit" disabled={!complete}>
            {words.accept}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
