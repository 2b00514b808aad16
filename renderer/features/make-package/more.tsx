import { Button, CloseButton, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { readRepository, systemRepositories } from '../../../shared/catalog/systems.ts';
import { Panel } from '../../components/panel.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';
import { emptySystem, lines, type SystemForm } from './order-form.ts';
import { PathInput } from './path-input.tsx';
import type { PartOfForm } from './what-and-where.tsx';

const known = Object.keys(systemRepositories);

/** What goes in besides: images, charts, files, OS packages. */
export function More({ form, change }: PartOfForm) {
  const words = useWords(makePackage);
  const list = (field: 'images' | 'charts' | 'files' | 'packages', hint: string) => (
    <Textarea
      label={words[field]}
      description={hint}
      value={form[field]}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
      autosize
      minRows={1}
      spellCheck={false}
    />
  );
  const replace = (at: number, system: SystemForm | undefined) =>
    change({ systems: form.systems.flatMap((one, i) => (i === at ? (system ?? []) : one)) });
  const unused = known.filter((name) => !form.systems.some(({ system }) => system === name));
  return (
    <Panel title={words.more}>
      <div className="stack">
        {list('images', words.imagesHint)}
        {list('charts', words.pathsHint)}
        {list('files', words.pathsHint)}
        {list('packages', words.packagesHint)}
        {form.systems.map((system, at) => (
          <fieldset key={system.system} className="stack system">
            <legend className="label">
              {system.system}
              <CloseButton size="xs" aria-label={words.systemRemove(system.system)} onClick={() => replace(at, undefined)} />
            </legend>
            <Select
              label={words.system}
              value={system.system}
              data={[system.system, ...unused]}
              onChange={(value) => value !== null && replace(at, { ...system, system: value })}
            />
            <Textarea
              label={words.repositories}
              description={words.repositoriesHint}
              value={system.repositories}
              onChange={(event) => replace(at, { ...system, repositories: event.currentTarget.value })}
              autosize
              minRows={1}
              spellCheck={false}
            />
            <AddIso add={(path) => replace(at, { ...system, repositories: [...lines(system.repositories), path].join('\n') })} />
            <PathInput
              label={words.repositoryKeys}
              wanted="file"
              value={system.keys}
              change={(keys) => replace(at, { ...system, keys })}
            />
            {lines(system.repositories).some((text) => readRepository(text)?.kind === 'iso') && (
              <PathInput
                label={words.isoSums}
                description={words.isoSumsHint}
                wanted="file"
                value={system.isoSums}
                change={(isoSums) => replace(at, { ...system, isoSums })}
              />
            )}
          </fieldset>
        ))}
        <div>
          <Button
            variant="default"
            disabled={unused.length === 0}
            onClick={() => change({ systems: [...form.systems, emptySystem(unused[0] ?? '')] })}
          >
            {words.systemAdd}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** A DVD of the distribution, found on the engine's machine. */
function AddIso({ add }: { readonly add: (path: string) => void }) {
  const words = useWords(makePackage);
  const [picking, setPicking] = useState(false);
  return (
    <div>
      <Button variant="default" size="compact-sm" onClick={() => setPicking(true)}>
        {words.isoAdd}
      </Button>
      <PathPicker
        title={words.isoChoose}
        wanted="file"
        opened={picking}
        close={() => setPicking(false)}
        choose={(path) => {
          setPicking(false);
          add(path);
        }}
      />
    </div>
  );
}
