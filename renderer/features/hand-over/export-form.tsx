import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { explain, problem } from '../../../shared/problems/problem.ts';
import { passphraseFault } from '../../../shared/report/export-passphrase.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { after } from '../../locales/after.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { Saved } from './hand-over.tsx';

/** Everything as one zip. Private keys only when they are asked for, and then with a passphrase. */
export function ExportForm({ dir, done }: { readonly dir: string; readonly done: () => void }) {
  const words = useWords(after);
  const language = useLanguage();
  const [keys, setKeys] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [path, setPath] = useState<string | undefined>(undefined);
  const make = useAction(async (engine, signal) => {
    const made = await engine['handOver.export']({ dir, keys, ...(passphrase === '' ? {} : { passphrase }) }, signal);
    setPath(made.path);
    setPassphrase('');
    setRepeated('');
    done();
  });
  const lacking = keys && passphrase === '';
  const different = passphrase !== repeated;
  const fault = passphrase === '' ? undefined : passphraseFault(passphrase);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!lacking && !different && fault === undefined) make.run();
  };
  return (
    <Panel title={words.exportTitle}>
      <form className="stack" onSubmit={submit}>
        <p className="quiet">{words.exportLead}</p>
        <Checkbox
          label={words.keys}
          description={words.keysMeans}
          checked={keys}
          onChange={(event) => setKeys(event.currentTarget.checked)}
        />
        <PasswordInput
          label={words.passphrase}
          description={lacking ? words.needsPassphrase : words.passphraseLead}
          required={keys}
          autoComplete="new-password"
          value={passphrase}
          error={fault && explain(problem('export.passphrase', { fault }), language).expected}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        {passphrase !== '' && (
          <PasswordInput
            label={words.repeat}
            autoComplete="new-password"
            value={repeated}
            error={repeated !== '' && different ? words.notSame : undefined}
            onChange={(event) => setRepeated(event.currentTarget.value)}
          />
        )}
        <ProblemList problems={make.problems} />
        {path !== undefined && <Saved path={path} />}
        <div>
          <Button type="submit" loading={make.busy} disabled={lacking || different || fault !== undefined}>
            {words.doExport}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
