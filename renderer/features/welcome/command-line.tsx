import { Button } from '@mantine/core';
import { Panel } from '../../components/panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, welcome as first } from '../../router/route.ts';

/** What the command line does today for those who want to survey a site. */
export function Survey() {
  const words = useWords(welcome);
  return (
    <OnCommandLine
      title={words.surveyTitle}
      intro={words.surveyIntro}
      commands={['barque spec example > site.yaml', 'barque plan -f site.yaml -b ./bundle']}
    />
  );
}

function OnCommandLine({
  title,
  intro,
  commands,
}: {
  readonly title: string;
  readonly intro: string;
  readonly commands: readonly string[];
}) {
  const words = useWords(welcome);
  const common = useWords(shared);
  return (
    <Screen
      title={title}
      lead={intro}
      actions={
        <Button component="a" href={hashOf(first)}>
          {common.back}
        </Button>
      }
    >
      <Panel title={words.commands}>
        <pre className="listing" tabIndex={0}>
          {commands.join('\n')}
        </pre>
      </Panel>
    </Screen>
  );
}
