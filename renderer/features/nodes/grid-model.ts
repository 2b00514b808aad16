import { emptyNode, type NodeDraft } from '../../../shared/draft/draft.ts';
import { rolesOf } from '../../../shared/import/columns.ts';
import { readDelimited, separatorOf } from '../../../shared/import/delimited.ts';
import { freeKeys, mostNodes, named } from '../../../shared/import/found.ts';
import { expand } from '../../../shared/import/ranges.ts';

/** Columns of the table, in the order in which they are shown; the first ones always are. */
export const gridColumns = [
  'name',
  'address',
  'roles',
  'port',
  'nodeAddress',
  'interface',
  'hostname',
  'storageRoot',
  'labels',
  'taints',
] as const;
export type GridColumn = (typeof gridColumns)[number];
export const firstColumns = 3;

export interface Cell {
  readonly row: number;
  readonly column: number;
}
/** A rectangle of cells, both corners in it. */
export interface Block {
  readonly from: Cell;
  readonly to: Cell;
}

export const blockOf = (a: Cell, b: Cell): Block => ({
  from: { row: Math.min(a.row, b.row), column: Math.min(a.column, b.column) },
  to: { row: Math.max(a.row, b.row), column: Math.max(a.column, b.column) },
});
export const inBlock = ({ from, to }: Block, row: number, column: number): boolean =>
  row >= from.row && row <= to.row && column >= from.column && column <= to.column;

type Nodes = readonly NodeDraft[];
const columnAt = (column: number): GridColumn => gridColumns[column] ?? 'taints';

/** A cell as text: what is copied, and what is edited. */
export const cellText = (node: NodeDraft | undefined, column: GridColumn): string =>
  node === undefined ? '' : column === 'roles' && node.roles === 'both' ? 'master,worker' : node[column];

/** A row with another text in a cell. Roles that are none stay what they were. */
function withText(node: NodeDraft, column: GridColumn, text: string): NodeDraft {
  if (column !== 'roles') return { ...node, [column]: text.trim().slice(0, 4096) };
  const short = { m: 'master', w: 'worker', b: 'both' } as const;
  const initial = Object.entries(short).find(([letter]) => letter === text.trim().toLowerCase())?.[1];
  return { ...node, roles: initial ?? rolesOf(text) ?? node.roles };
}

/** Rows up to this one: those that are not there yet are new. */
function upTo(nodes: Nodes, rows: number): NodeDraft[] {
  const missing = Math.min(rows, mostNodes) - nodes.length;
  return missing <= 0 ? [...nodes] : [...nodes, ...freeKeys(nodes, missing).map(emptyNode)];
}

/** Types into a cell. In the columns of name and address a range becomes rows of its own. */
export function typeInto(nodes: Nodes, { row, column }: Cell, text: string): NodeDraft[] {
  if (row >= nodes.length && text.trim() === '') return [...nodes];
  const all = upTo(nodes, row + 1);
  const node = all[row];
  if (!node) return all;
  const at = columnAt(column);
  const expanded = at === 'name' || at === 'address' ? expand(text, mostNodes - all.length + 1) : { all: [text] };
  if ('wrong' in expanded || expanded.all.length < 2) all[row] = withText(node, at, text);
  else {
    // a range of addresses takes numbered names from the row's own range, or new ones
    const names = at === 'address' ? expand(node.name, mostNodes) : { all: [] };
    const keys = freeKeys(all, expanded.all.length - 1);
    const rows = expanded.all.map((value, i): NodeDraft => {
      const name = 'all' in names && names.all.length === expanded.all.length ? (names.all[i] ?? '') : i === 0 ? node.name : '';
      const own = { ...node, key: i === 0 ? node.key : (keys[i - 1] ?? node.key), name };
      return withText(own, at, value);
    });
    all.splice(row, 1, ...rows);
  }
  return withNames(all);
}

/** Rows that have an address and no name get one. */
export function withNames(nodes: Nodes): NodeDraft[] {
  const addressed = nodes.filter((node) => node.address.trim() !== '' && node.name === '');
  const given = new Map(named(addressed, nodes).map((node) => [node.key, node]));
  return nodes.map((node) => given.get(node.key) ?? node);
}

/** Puts copied cells where the cursor is; rows that are missing are made. */
export function paste(nodes: Nodes, at: Cell, text: string): NodeDraft[] {
  const cells = readDelimited(text, text.includes('\t') ? '\t' : separatorOf(text)).map((line) => line.cells);
  const all = upTo(nodes, at.row + cells.length);
  cells.forEach((line, i) => {
    const row = all[at.row + i];
    if (row)
      all[at.row + i] = line.reduce(
        (node, value, j) => (at.column + j < gridColumns.length ? withText(node, columnAt(at.column + j), value) : node),
        row,
      );
  });
  return withNames(all);
}

/** The cells of a block as a spreadsheet takes them. */
export const copy = (nodes: Nodes, { from, to }: Block): string =>
  nodes
    .slice(from.row, to.row + 1)
    .map((node) =>
      gridColumns
        .slice(from.column, to.column + 1)
        .map((column) => cellText(node, column))
        .map(quotedCell)
        .join('\t'),
    )
    .join('\n');
const quotedCell = (text: string): string => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Empties the cells of a block. */
export const clear = (nodes: Nodes, block: Block): NodeDraft[] =>
  nodes.map((node, row) =>
    gridColumns.reduce(
      (kept, column, i) => (inBlock(block, row, i) && column !== 'roles' ? withText(kept, column, '') : kept),
      node,
    ),
  );

/** Columns in which no two rows have the same: filled down, they are numbered on. */
const numbered: ReadonlySet<GridColumn> = new Set(['name', 'address', 'nodeAddress', 'hostname']);

/** The first row of a block is repeated in the rows below it; names and addresses are numbered on. */
export function fillDown(nodes: Nodes, { from, to }: Block): NodeDraft[] {
  const source = nodes[from.row];
  if (!source) return [...nodes];
  return upTo(nodes, to.row + 1).map((node, row) => {
    if (row <= from.row || row > to.row) return node;
    return gridColumns.slice(from.column, to.column + 1).reduce((kept, column) => {
      const text = cellText(source, column);
      return withText(kept, column, numbered.has(column) ? numberedOn(text, row - from.row) : text);
    }, node);
  });
}

/** `10.0.0.11` and 2 are `10.0.0.13`; `node09` and 1 are `node10`. */
export const numberedOn = (text: string, by: number): string =>
  text.replace(
    /(\d{1,9})(\D*)$/,
    (_, digits: string, rest: string) => String(Number(digits) + by).padStart(digits.length, '0') + rest,
  );

export const withoutRows = (nodes: Nodes, { from, to }: Block): NodeDraft[] =>
  nodes.filter((_, row) => row < from.row || row > to.row);
