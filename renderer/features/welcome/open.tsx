import { Button, TextInput } from '@mantine/core';
import { useId, useState, type SubmitEvent } from 'react';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, welcome as first } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';
import { whereLeft } from './recent-clusters.tsx';

/** Opens a workspace that is not on the list: from another computer, or from the command line. */
export function Open() {
  const words = useWords(welcome);
  const common = useWords(shared);
  const form = useId();
  const [path, setPath] = useState('');
  const [picking, setPicking] = useState(false);
  const open = useAction(async (engine, signal, dir: string) => {
    goTo(whereLeft(await engine['clusters.open']({ dir }, signal)));
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== '') open.run(path.trim());
  };
  return (
    <Screen
      title={words.openTitle}
      lead={words.openIntro}
      actions={
        <>
          <Button variant="default" component="a" href={hashOf(first)}>
            {common.back}
          </Button>
          <Button type="submit" form={form} disabled={path.trim() === ''} loading={open.busy}>
            {words.openDo}
          </Button>
        </>
      }
    >
      <Panel>
        <form id={form} onSubmit={submit} className="path-field">
          <TextInput
            label={words.openFolder}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            spellCheck={false}
            autoComplete="off"
          />
          <Button variant="default" onClick={() => setPicking(true)}>
            {common.browse}
          </Button>
        </form>
      </Panel>
      <ProblemList problems={open.problems} />
      <PathPicker
        title={words.openTitle}
        wanted="workspace"
        opened={picking}
        close={() => setPicking(false)}
        choose={(chosen) => {
          setPicking(false);
          setPath(chosen);
        }}
      />
    </Screen>
  );
}
