import { Button, CloseButton, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Answer } from '../../components/states.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';
import type { PartOfForm } from './what-and-where.tsx';

/** Mirrors, and logins that are kept in the engine's memory only. */
export function Line({ form, change }: PartOfForm) {
  const words = useWords(makePackage);
  return (
    <Panel title={words.line}>
      <div className="stack">
        <Textarea
          label={words.mirrors}
          description={words.mirrorsHint}
          value={form.mirrors}
          onChange={(event) => change({ mirrors: event.currentTarget.value })}
          autosize
          minRows={2}
          spellCheck={false}
          className="typed"
        />
        <Logins />
      </div>
    </Panel>
  );
}

function Logins() {
  const words = useWords(makePackage);
  const [hosts, again] = useCall('logins', (engine, signal) => engine['making.logins']({}, signal));
  const [typed, setTyped] = useState({ host: '', user: '', secret: '' });
  const keep = useAction(async (engine, signal) => {
    const { host, user, secret } = typed;
    const login = user.trim() === '' ? { token: secret } : { user: user.trim(), password: secret };
    await engine['making.login']({ host: host.trim(), login }, signal);
    setTyped({ host: '', user: '', secret: '' });
    again();
  });
  const forget = useAction(async (engine, signal, host: string) => {
    await engine['making.forgetLogin']({ host }, signal);
    again();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep.run();
  };
  return (
    <form className="stack" onSubmit={submit} aria-label={words.logins}>
      <div>
        <strong>{words.logins}</strong> <span className="quiet">{words.loginsHint}</span>
      </div>
      <Answer of={hosts} again={again}>
        {(known) =>
          known.length === 0 ? null : (
            <ul className="chips">
              {known.map((host) => (
                <li key={host} className="chip">
                  <span className="mono">{host}</span>
                  <CloseButton size="xs" aria-label={words.loginForget(host)} onClick={() => forget.run(host)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <div className="fields">
        <TextInput
          label={words.loginHost}
          value={typed.host}
          onChange={(event) => setTyped({ ...typed, host: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
        />
        <TextInput
          label={words.loginUser}
          value={typed.user}
          onChange={(event) => setTyped({ ...typed, user: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
        />
        <PasswordInput
          label={words.loginSecret}
          value={typed.secret}
          onChange={(event) => setTyped({ ...typed, secret: event.currentTarget.value })}
          autoComplete="off"
        />
      </div>
      <div>
        <Button type="submit" variant="default" disabled={typed.host.trim() === '' || typed.secret === ''} loading={keep.busy}>
          {words.loginKeep}
        </Button>
      </div>
      <ProblemList problems={[...keep.problems, ...forget.problems]} />
    </form>
  );
}
