import { Button, Menu, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Preview } from '../../../shared/contract/plans.ts';
import { useAction } from '../../api/use-action.ts';
import { useStream } from '../../api/use-stream.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { saveDocument, saveText } from '../../components/save-file.ts';
import { Screen } from '../../components/screen.tsx';
import { Blank, Loading } from '../../components/states.tsx';
import { after } from '../../locales/after.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { steps } from '../../locales/steps.ts';
import { hashOf } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { useSpec } from '../../store/use-spec.ts';
import { DraftWrong } from '../checks/draft-wrong.tsx';
import { HostPlan } from './host-plan.tsx';

type Plan = Extract<Preview, { type: 'plan' }>;

/** What will be done; or, while a run of this cluster goes on, where that is: nothing can be compared beside it. */
export function Confirm() {
  const running = useCluster(({ summary }) => summary.stage === 'running');
  return running ? <RunGoesOn /> : <Planned />;
}

function RunGoesOn() {
  const words = useWords(steps);
  const dir = useCluster((state) => state.summary.dir);
  return (
    <Screen
      title={useWords(shell).steps.confirm}
      actions={
        <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'deploy' })}>
          {useWords(after).toDeploy}
        </Button>
      }
    >
      <Blank title={words.runGoesOn} lead={words.runGoesOnLead} />
    </Screen>
  );
}

/** What will be done, host by host, before any of it is; and the last click before it is. */
function Planned() {
  const words = useWords(steps);
  const common = useWords(shared);
  const titles = useWords(shell).steps;
  const language = useLanguage();
  const store = useClusterStore();
  const { dir, name, practice, run, stands } = useCluster((state) => state.summary);
  const accepted = useCluster((state) => state.draft.accepted);
  const drafted = useSpec();
  const text = 'text' in drafted ? drafted.text : '';
  const [round, setRound] = useState(0);
  const [doing, setDoing] = useState<Extract<Preview, { type: 'doing' }>['what']>('reach');
  const [plan, setPlan] = useState<Plan | undefined>(undefined);
  const [typed, setTyped] = useState('');
  const preview = useStream(
    text === '' ? '' : `${round} ${language} ${text}`,
    (engine, signal) => engine['plans.preview']({ dir, spec: text, accepted: [...accepted], language }, signal),
    (item) => {
      if (item.type === 'doing') setDoing(item.what);
      else if (item.type === 'question') store.getState().ask(item.question);
      else setPlan(item);
    },
  );
  const again = () => {
    setPlan(undefined);
    setRound((n) => n + 1);
  };
  const start = useAction(async (engine, signal) => {
    await store.getState().flush();
    await engine['runs.start']({ dir, spec: text, accepted: [...accepted] }, signal);
    await store.getState().refresh();
    goTo({ page: 'cluster', dir, step: 'deploy' });
  });
  const shown = preview.state === 'failed' ? undefined : plan;
  const changeSheet = useAction(async (engine, signal, planned: Plan['steps']) => {
    const input = { cluster: name, practice, steps: [...planned], language };
    const sheet = await engine['documents.changeSheet'](input, signal);
    saveDocument(sheet.name, sheet.content);
  });
  const forever = shown?.steps.some((step) => step.risk === 'irreversible' && !step.satisfied) ?? false;
  const sure = !forever || typed.trim() === name;
  const hosts = shown === undefined ? [] : [...new Set(shown.steps.map(({ host }) => host))];
  return (
    <Screen
      title={titles.confirm}
      lead={run === undefined && !stands ? words.confirmLead : words.confirmLeadAgain}
      aside={
        shown !== undefined && (
          <Menu>
            <Menu.Target>
              <Button variant="default" size="xs" loading={changeSheet.busy}>
                {common.save}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => saveText(`${name}-plan.md`, 'text/markdown', shown.markdown)}>
                {words.saveMarkdown}
              </Menu.Item>
              <Menu.Item onClick={() => saveText(`${name}-plan.sh`, 'text/x-shellscript', shown.shell)}>
                {words.saveShell}
              </Menu.Item>
              <Menu.Item onClick={() => changeSheet.run(shown.steps)}>{words.saveChangeSheet}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )
      }
      why={forever ? words.sure(name) : undefined}
      actions={
        <>
          {forever && (
            <TextInput
              aria-label={words.typeName}
              placeholder={words.typeName}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
            />
          )}
          <Button variant="default" disabled={text === ''} onClick={again}>
            {words.again}
          </Button>
          <Button disabled={shown === undefined || !sure} loading={start.busy} onClick={() => start.run()}>
            {words.start}
          </Button>
        </>
      }
    >
      <ProblemList problems={[...start.problems, ...changeSheet.problems]} />
      {'problems' in drafted && <DraftWrong problems={drafted.problems} />}
      {preview.state === 'failed' && <ProblemList problems={preview.problems} retry={again} />}
      {text !== '' && shown === undefined && preview.state !== 'failed' && <Loading what={`${words.doing[doing]}…`} />}
      {shown !== undefined && shown.steps.every(({ satisfied }) => satisfied) && <Blank title={words.nothingToDo} />}
      {hosts.map((host) => (
        <HostPlan key={host} host={host} steps={shown?.steps.filter((step) => step.host === host) ?? []} />
      ))}
    </Screen>
  );
}
