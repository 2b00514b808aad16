import { Button } from '@mantine/core';
import { useState } from 'react';
import { parseInventory, systemsOf } from '../../../shared/bundle/inventory.ts';
import type { Inventory } from '../../../shared/model/inventory.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { useAction } from '../../api/use-action.ts';
import { useChooseFile } from '../../components/choose-file.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';
import { forInventory, type OrderForm } from './order-form.ts';

/** In bytes: that of thousands of hosts is smaller. */
const largestFile = 8_000_000;

/** The file that a survey wrote at the site: the form is filled in from it. */
export function FromInventory({ change }: { readonly change: (change: Partial<OrderForm>) => void }) {
  const words = useWords(makePackage);
  const [taken, setTaken] = useState<Inventory | undefined>(undefined);
  const take = useAction(async (_, signal, given: File) => {
    setTaken(undefined);
    if (given.size > largestFile)
      throw new ProblemError(problem('doctor.inventory-unusable', { path: given.name, reason: `${given.size} bytes` }));
    const inventory = parseInventory(await given.text(), given.name);
    if (signal.aborted) return;
    change(forInventory(inventory));
    setTaken(inventory);
  });
  const { choose, input } = useChooseFile({ label: words.inventory, accept: '.json', take: take.run });
  return (
    <div className="from-inventory">
      <Button variant="default" onClick={choose} loading={take.busy}>
        {words.inventory}
      </Button>
      {input}
      <span className="quiet" role="status">
        {taken === undefined ? words.inventoryHint : words.inventoryTaken(taken.hosts.length, systemsOf(taken.hosts).join(', '))}
      </span>
      <ProblemList problems={take.problems} />
    </div>
  );
}
