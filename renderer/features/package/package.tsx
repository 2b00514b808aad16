import { Button, Progress, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { BundleManifest } from '../../../shared/model/bundle.ts';
import { Panel } from '../../components/panel.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Blank, Loading } from '../../components/states.tsx';
import { bytes } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { steps } from '../../locales/steps.ts';
import { goTo } from '../../router/use-route.tsx';
import type { Verified } from '../../store/cluster.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import './package.css';
import { Signature } from './signature.tsx';

/** Which package is carried in, what it brings, and whether it is sound; one need not wait for that. */
export function Package() {
  const words = useWords(steps);
  const common = useWords(shared);
  const titles = useWords(shell).steps;
  const { dir } = useCluster((state) => state.summary);
  const bundle = useCluster((state) => state.bundle);
  const chosen = useCluster((state) => state.draft.bundle);
  const choose = useCluster((state) => state.choosePackage);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [picking, setPicking] = useState(false);
  const take = (path: string) => {
    setTyped(undefined);
    setPicking(false);
    choose(path);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    take((typed ?? chosen).trim());
  };
  return (
    <Screen
      title={titles.package}
      lead={words.packageLead}
      why={bundle.state === 'none' ? words.packageNone : undefined}
      actions={
        <Button disabled={bundle.state !== 'open'} onClick={() => goTo({ page: 'cluster', dir, step: 'nodes' })}>
          {common.next}
        </Button>
      }
    >
      <Panel>
        <form className="path-field" onSubmit={submit}>
          <TextInput
            label={words.packageField}
            value={typed ?? chosen}
            onChange={(event) => setTyped(event.currentTarget.value)}
            spellCheck={false}
            autoComplete="off"
          />
          <Button type="submit" variant="default" disabled={typed === undefined || typed.trim() === chosen}>
            {words.packageUse}
          </Button>
          <Button type="button" variant={chosen === '' ? 'filled' : 'default'} onClick={() => setPicking(true)}>
            {common.browse}
          </Button>
        </form>
      </Panel>
      {bundle.state === 'none' && <Blank title={words.packageNone} lead={words.packageNoneLead} />}
      {bundle.state === 'opening' && <Loading what={words.packageOpening} />}
      {bundle.state === 'failed' && <ProblemList problems={bundle.problems} retry={() => choose(chosen)} />}
      {bundle.state === 'open' && (
        <>
          <Verification verified={bundle.verified} again={() => choose(chosen)} />
          <Signature path={chosen} manifest={bundle.manifest} />
          <Contents manifest={bundle.manifest} />
        </>
      )}
      <PathPicker title={words.packageBrowse} wanted="bundle" opened={picking} close={() => setPicking(false)} choose={take} />
    </Screen>
  );
}

function Verification({ verified, again }: { readonly verified: Verified; readonly again: () => void }) {
  const words = useWords(steps);
  const language = useLanguage();
  switch (verified.state) {
    case 'sound':
      return (
        <div className="banner ok" role="status">
          <strong>{words.verified}</strong>
        </div>
      );
    case 'failed':
      return <ProblemList problems={verified.problems} retry={again} />;
    case 'going-on': {
      const text = words.verifying(bytes(verified.done, language), bytes(verified.total, language));
      return (
        <div className="banner run verification">
          <span className="number">{text}</span>
          <Progress
            value={verified.total === 0 ? 0 : (verified.done / verified.total) * 100}
            aria-label={text}
            transitionDuration={0}
          />
        </div>
      );
    }
  }
}

function Contents({ manifest }: { readonly manifest: BundleManifest }) {
  const words = useWords(steps);
  const language = useLanguage();
  const { parts } = manifest;
  const programs = parts.filter((part) => part.kind === 'binary');
  const images = parts.filter((part) => part.kind === 'image');
  const flannel = images.find(({ name }) => /flannel:/.test(name));
  const size = parts.reduce(
    (sum, part) => sum + part.size + (part.kind === 'image' ? part.blobs.reduce((n, blob) => n + blob.size, 0) : 0),
    0,
  );
  const facts: readonly (readonly [string, string])[] = [
    [words.kubernetes, manifest.kubernetes],
    [words.podNetwork, flannel === undefined ? '' : `Flannel ${tagOf(flannel.name)}`],
    [words.architectures, [...new Set(parts.map(({ arch }) => arch))].join(', ')],
    [words.size, bytes(size, language)],
  ];
  return (
    <>
      <Panel title={words.packageBrings}>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value === '' ? '–' : value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <div className="halves">
        <Parts title={words.programs} rows={programs.map(({ name, version, arch, size: of }) => [name, version, arch, of])} />
        <Parts
          title={words.images}
          rows={images.map(({ name, arch, blobs }) => [
            name.slice(0, name.lastIndexOf(':')),
            tagOf(name),
            arch,
            blobs.reduce((n, blob) => n + blob.size, 0),
          ])}
        />
      </div>
    </>
  );
}

const tagOf = (image: string): string => image.slice(image.lastIndexOf(':') + 1);

function Parts({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [string, string, string, number])[];
}) {
  const words = useWords(steps);
  const language = useLanguage();
  return (
    <Panel title={title} aside={<span className="chip number">{rows.length}</span>} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>{words.part}</th>
            <th>{words.version}</th>
            <th className="right">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, version, arch, size]) => (
            <tr key={`${name} ${version} ${arch}`}>
              <td className="mono long">{name}</td>
              <td className="mono">{version}</td>
              <td className="right number">{bytes(size, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
