import { Button } from '@mantine/core';
import { Screen } from '../../components/screen.tsx';
import { Blank } from '../../components/states.tsx';
import { deploy } from '../../locales/deploy.ts';
import { useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { Run } from './run.tsx';

/** The latest run, whether this window started it, another one, or one before a reload. */
export function Deploy() {
  const words = useWords(deploy);
  const titles = useWords(shell).steps;
  const { dir, run } = useCluster((state) => state.summary);
  if (run !== undefined) return <Run key={run.id} dir={dir} run={run.id} />;
  return (
    <Screen title={titles.deploy}>
      <Blank title={words.noRun} lead={words.noRunLead}>
        <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'confirm' })}>
          {words.toConfirm}
        </Button>
      </Blank>
    </Screen>
  );
}
