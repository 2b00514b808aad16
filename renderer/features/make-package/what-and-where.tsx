import { Autocomplete, Button, Checkbox, Select } from '@mantine/core';
import { useId, useState } from 'react';
import { arch } from '../../../shared/model/scalars.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';
import { FromInventory } from './from-inventory.tsx';
import type { OrderForm } from './order-form.ts';
import { splitSizes, versions } from './order-form.ts';
import { PathInput } from './path-input.tsx';

/** Part of the form: shown as it is, changed by what differs. */
export interface PartOfForm {
  readonly form: OrderForm;
  readonly change: (change: Partial<OrderForm>) => void;
}

/** The cluster that the package is for. */
export function What({ form, change }: PartOfForm) {
  const words = useWords(makePackage);
  const archs = useId();
  return (
    <Panel title={words.what}>
      <FromInventory change={change} />
      <div className="fields">
        <Autocomplete
          label={words.kubernetes}
          description={words.kubernetesHint}
          data={versions()}
          value={form.kubernetes}
          onChange={(kubernetes) => change({ kubernetes })}
          filter={({ options }) => options}
        />
        <div role="group" aria-labelledby={archs} className="stack">
          <span id={archs} className="label">
            {words.archs}
          </span>
          {arch.options.map((one) => (
            <Checkbox
              key={one}
              label={one}
              checked={form.archs.includes(one)}
              onChange={(event) =>
                change({ archs: arch.options.filter((o) => (o === one ? event.currentTarget.checked : form.archs.includes(o))) })
              }
            />
          ))}
        </div>
        <Checkbox
          label={words.registry}
          checked={form.registry}
          onChange={(event) => change({ registry: event.currentTarget.checked })}
        />
      </div>
    </Panel>
  );
}

/** The file, its parts and its signature. */
export function Where({ form, change }: PartOfForm) {
  const words = useWords(makePackage);
  const [made, setMade] = useState<readonly string[]>([]);
  const make = useAction(async (engine, signal, path: string) => {
    const { files } = await engine['keys.make']({ path }, signal);
    setMade(files);
    change({ key: files[0] ?? '' });
  });
  const folder = form.out.replace(/[^/\\]*$/, '');
  return (
    <Panel title={words.where}>
      <div className="stack">
        <PathInput
          label={words.out}
          description={words.outHint}
          wanted="folder"
          value={form.out}
          choose={(path) => `${path.replace(/[/\\]$/, '')}/site.barque`}
          change={(out) => change({ out })}
        />
        <Select
          label={words.split}
          value={form.split}
          onChange={(value) => change({ split: value ?? 'whole' })}
          data={(Object.keys(splitSizes) as OrderForm['split'][]).map((value) => ({ value, label: words.splits[value] }))}
        />
        <PathInput
          label={words.key}
          description={words.keyHint}
          wanted="file"
          value={form.key}
          change={(key) => change({ key })}
        />
        <div>
          <Button
            variant="default"
            disabled={folder === '' || form.key !== ''}
            loading={make.busy}
            onClick={() => make.run(`${folder}package`)}
          >
            {words.keyMake}
          </Button>
        </div>
        {made.length > 0 && (
          <p className="quiet" role="status">
            {words.keyMade(made.join(', '))}
          </p>
        )}
        <ProblemList problems={make.problems} />
      </div>
    </Panel>
  );
}
