import type { NodeDraft } from '../draft/draft.ts';
import { problem } from '../problems/problem.ts';
import { readAnsibleIni } from './ansible-ini.ts';
import { isInventory, readAnsibleYaml } from './ansible-yaml.ts';
import { readDelimited, separatorOf } from './delimited.ts';
import { importedFrom, mostText, type Found, type Imported } from './found.ts';
import { isK0sctl, readK0sctl } from './k0sctl.ts';
import { isKubeKey, readKubeKey } from './kubekey.ts';
import { hostsOfTable, type Row } from './table.ts';
import { readYaml } from './yaml.ts';

/**
 * Nodes of text in any form that lists of hosts have: a table from Excel, CSV or TSV, ranges, a hosts file, an Ansible or kubespray
 * inventory (INI, YAML), a KubeKey configuration, a k0sctl.yaml. Never throws: what cannot be read is told.
 * @param taken rows that are in the table already
 */
export function importText(text: string, taken: readonly NodeDraft[] = []): Imported {
  if (text.length > mostText) {
    const tooLarge = problem('import.too-large', { size: text.length, limit: mostText, what: 'text' });
    return importedFrom({ hosts: [], problems: [tooLarge] }, taken);
  }
  return importedFrom(foundIn(text.replace(/^\uFEFF/, '')), taken);
}

/** Nodes of a workbook's sheet, by rows of cells from its first row on. */
export function importSheet(rows: readonly (readonly string[])[], taken: readonly NodeDraft[] = []): Imported {
  return importedFrom(
    hostsOfTable(rows.map((cells, row): Row => ({ cells, at: (column) => `${letters(column)}${row + 1}` }))),
    taken,
  );
}

function foundIn(text: string): Found {
  if (/^\s*\[[^\]\n]+\]\s*([#;].*)?$/m.test(text)) return readAnsibleIni(text);
  if (/^\s*(apiVersion|[\w-]+)\s*:\s*(\S.*)?$/m.test(text)) {
    const read = readYaml(text);
    const document = 'value' in read ? read.value : undefined;
    if (isKubeKey(document)) return readKubeKey(document);
    if (isK0sctl(document)) return readK0sctl(document);
    if (isInventory(document)) return readAnsibleYaml(document);
    if ('problem' in read && /^\s*(hosts|spec|all|children)\s*:\s*$/m.test(text)) return { hosts: [], problems: [read.problem] };
  }
  return hostsOfTable(readDelimited(text, separatorOf(text)).map(({ line, cells }) => ({ cells, at: () => String(line) })));
}

/** A column's name in a spreadsheet: A, B, ... Z, AA. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}
