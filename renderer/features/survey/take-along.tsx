import { Button } from '@mantine/core';
import { inventoryText } from '../../../shared/bundle/inventory.ts';
import { surveyMarkdown, surveySheets, type Found, type Surveyed } from '../../../shared/survey/document.ts';
import type { Survey } from '../../../shared/survey/survey.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { saveDocument, saveText } from '../../components/save-file.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { surveyText } from '../../locales/survey.ts';
import type { HostState } from '../../store/hosts.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

/** The files of a survey: for the side with internet, and for people. */
export function TakeAlong({ survey, disabled }: { readonly survey: Survey; readonly disabled: boolean }) {
  const words = useWords(surveyText);
  const language = useLanguage();
  const store = useClusterStore();
  const surveyed = (): Surveyed => {
    const { draft, summary, hosts } = store.getState();
    const found = new Map([...hosts].map(([name, host]) => [name, foundOf(host)]));
    return { ...survey, site: summary.name, cluster: summary.uid, nodes: draft.nodes, found };
  };
  const { inventory } = survey;
  const { name } = store.getState().summary;
  const excel = useAction(async (engine, signal) => {
    const sheets = surveySheets(surveyed(), language);
    const made = await engine['documents.workbook']({ name: `${name}-survey`, sheets }, signal);
    saveDocument(made.name, made.content);
  });
  return (
    <Panel title={words.take}>
      <div className="stack">
        <div className="buttons">
          <Button
            size="xs"
            variant="default"
            disabled={disabled || inventory === undefined}
            onClick={() => {
              if (inventory) saveText(`${name}-inventory.json`, 'application/json', inventoryText(inventory));
            }}
          >
            {words.inventory}
          </Button>
          <Button size="xs" variant="default" disabled={disabled} loading={excel.busy} onClick={() => excel.run()}>
            {words.excel}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={disabled}
            onClick={() => saveText(`${name}-survey.md`, 'text/markdown', surveyMarkdown(surveyed(), language))}
          >
            {words.markdown}
          </Button>
        </div>
        <small className="quiet">{words.inventoryMeans}</small>
        <ProblemList problems={excel.problems} />
      </div>
    </Panel>
  );
}

const foundOf = (host: HostState): Found =>
  host.state === 'known' ? { facts: host.facts } : host.state === 'failed' ? { problems: host.problems } : {};
