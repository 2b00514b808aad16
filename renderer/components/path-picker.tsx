import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { Output } from '../../shared/contract/engine-api.ts';
import { useCall } from '../api/use-call.ts';
import { bytes } from '../locales/format.ts';
import { useLanguage, useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';
import { Answer } from './states.tsx';

type Entry = Output<'application.folder'>['entries'][number];
/** What may be chosen. A cluster is a folder that holds one, a package a folder or a file. */
export type Wanted = 'bundle' | 'workspace' | 'folder' | 'file';

const mark: Readonly<Record<Entry['kind'], string>> = { folder: '▸', file: '·', bundle: '◆', workspace: '◆' };
const isFile = ({ kind, size }: Entry) => kind === 'file' || (kind === 'bundle' && size > 0);
/** A click on it chooses it; on a folder that is not meant it goes in. */
const isMeant = (entry: Entry, wanted: Wanted) =>
  wanted === 'file' ? isFile(entry) : wanted !== 'folder' && entry.kind === wanted;
const pathOf = (folder: string, name: string) =>
  folder.endsWith('/') || folder.endsWith('\\') ? folder + name : `${folder}/${name}`;

/** A dialog that goes through the folders of the engine's machine; the same in a browser as on the desktop. */
export function PathPicker({
  title,
  wanted,
  opened,
  close,
  choose,
}: {
  readonly title: string;
  readonly wanted: Wanted;
  readonly opened: boolean;
  readonly close: () => void;
  readonly choose: (path: string) => void;
}) {
  const words = useWords(shared);
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': words.close }}>
      <Folders wanted={wanted} choose={choose} />
    </Modal>
  );
}

function Folders({ wanted, choose }: { readonly wanted: Wanted; readonly choose: (path: string) => void }) {
  const words = useWords(shared);
  const language = useLanguage();
  const [path, setPath] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [folder, again] = useCall(path ?? '', (engine, signal) =>
    engine['application.folder'](path === undefined ? {} : { path }, signal),
  );
  const here = folder.state === 'answered' ? folder.answer.path : (path ?? '');
  const go = (to: string) => {
    setPath(to);
    setTyped(undefined);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed !== undefined && typed.trim() !== '') go(typed.trim());
  };
  return (
    <div className="picker">
      <form className="where" onSubmit={submit}>
        <TextInput
          label={words.path}
          value={typed ?? here}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
        />
        <Button type="submit" variant="default" disabled={typed === undefined}>
          {words.go}
        </Button>
        {wanted !== 'file' && (
          <Button onClick={() => choose(typed?.trim() ?? here)} disabled={here === ''}>
            {words.chooseThisFolder}
          </Button>
        )}
      </form>
      <div className="entries">
        <Answer of={folder} again={again}>
          {({ path: at, parent, entries }) => (
            <ul>
              {parent !== undefined && (
                <li>
                  <button type="button" onClick={() => go(parent)}>
                    <span aria-hidden>↑</span>
                    <span>{words.up}</span>
                  </button>
                </li>
              )}
              {entries.map((entry) => (
                <li key={entry.name}>
                  <button
                    type="button"
                    disabled={isFile(entry) && !isMeant(entry, wanted)}
                    onClick={() => (isMeant(entry, wanted) ? choose : go)(pathOf(at, entry.name))}
                  >
                    <span aria-hidden className={`kind-${entry.kind}`}>
                      {mark[entry.kind]}
                    </span>
                    <span>{entry.name}</span>
                    <span className={`kind-${entry.kind}`}>{entry.kind === 'file' ? '' : words.kinds[entry.kind]}</span>
                    <span className="quiet number">{isFile(entry) ? bytes(entry.size, language) : ''}</span>
                  </button>
                </li>
              ))}
              {entries.length === 0 && <li className="blank">{words.emptyFolder}</li>}
            </ul>
          )}
        </Answer>
      </div>
    </div>
  );
}
