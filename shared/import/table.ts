import { plain } from '../draft/lists.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { columnOf, rolesOf, type Column } from './columns.ts';
import { mostNodes, type Found, type FoundHost, type FoundLogin } from './found.ts';
import { wrongCell } from './cell.ts';
import { expand } from './ranges.ts';

/** More columns than this are no table of nodes. */
const mostColumns = 64;

/** A row of a table, and how a cell of it is named to a person: by its line, or as `B7`. */
export interface Row {
  readonly cells: readonly string[];
  readonly at: (column: number) => string;
}

/** Hosts of a table: its columns by their titles where the first row has titles, else by what the cells look like. */
export function hostsOfTable(rows: readonly Row[]): Found {
  const filled = rows.filter(({ cells }) => cells.some(Boolean) && !cells[0]?.startsWith('#'));
  const wide = Math.max(0, ...filled.slice(0, mostNodes).map(({ cells }) => cells.length));
  if (wide > mostColumns) return refused(problem('import.too-large', { size: wide, limit: mostColumns, what: 'columns' }));
  const [head, ...body] = filled;
  if (!head) return { hosts: [], problems: [] };
  const named = head.cells.map(columnOf);
  const isHead = named.some(Boolean) && !head.cells.some(looksLikeAddress);
  const problems: Problem[] = isHead ? unknownTitles(head, named, body) : [];
  const hosts: FoundHost[] = [];
  for (const row of isHead ? body : filled) {
    if (hosts.length > mostNodes) break;
    hosts.push(...hostsOfRow(row, isHead ? named : guessed(row.cells), problems, isHead));
  }
  return { hosts, problems };
}

const refused = (why: Problem): Found => ({ hosts: [], problems: [why] });

function unknownTitles({ cells, at }: Row, named: readonly (Column | undefined)[], body: readonly Row[]): Problem[] {
  return cells.flatMap((title, i) =>
    title === '' || named[i] !== undefined || !body.some((row) => row.cells[i])
      ? []
      : [problem('import.column-unknown', { at: at(i), found: title.slice(0, 80) })],
  );
}

const looksLikeAddress = (cell: string): boolean => /^\d{1,3}(\.\d{1,3}){2}\.[\d[]/.test(plain(cell));
const looksLikeUser = (cell: string): boolean =>
  /^(root|admin|administrator|ubuntu|centos|debian|rocky|ops|deploy|kylin|uos|ec2-user)$/.test(cell);

/** Columns of a row without titles: addresses, roles and ports by their looks; a name before the address, user and password after. */
function guessed(cells: readonly string[]): (Column | undefined)[] {
  const seen = new Set<Column>();
  const take = (column: Column): Column => {
    seen.add(column);
    return column;
  };
  return cells.map((cell) => {
    if (cell === '') return undefined;
    if (looksLikeAddress(cell)) return take(seen.has('address') ? 'nodeAddress' : 'address');
    if (!seen.has('roles') && seen.has('address') && rolesOf(cell)) return take('roles');
    if (!seen.has('port') && seen.has('address') && !seen.has('user') && /^\d{1,5}$/.test(plain(cell))) return take('port');
    if (!seen.has('address')) return seen.has('name') ? undefined : take('name');
    if (!seen.has('name') && !seen.has('user') && !looksLikeUser(cell)) return take('name');
    if (!seen.has('user')) return take('user');
    return seen.has('password') ? undefined : take('password');
  });
}

function hostsOfRow(row: Row, named: readonly (Column | undefined)[], problems: Problem[], isHead: boolean): FoundHost[] {
  const found = new Map<Column, { cell: string; at: string }>();
  row.cells.forEach((cell, i) => {
    const column = named[i];
    if (column && cell !== '' && !found.has(column)) found.set(column, { cell, at: row.at(i) });
    else if (!isHead && column === undefined && cell !== '') problems.push(problem('import.not-understood', { at: row.at(i) }));
  });
  const text = (column: Column): string | undefined => found.get(column)?.cell;
  const typedRoles = found.get('roles');
  const roles = typedRoles && rolesOf(typedRoles.cell);
  if (typedRoles && roles === undefined)
    problems.push(problem('import.role', { at: typedRoles.at, found: typedRoles.cell.slice(0, 80) }));
  for (const column of ['port', 'interface', 'labels', 'taints', 'storageRoot'] as const) {
    const typed = found.get(column);
    if (typed) problems.push(...wrongCell(column, typed.cell, typed.at));
  }
  const login: FoundLogin = { user: text('user'), password: text('password'), becomePassword: text('becomePassword') };
  const common: FoundHost = {
    roles,
    ...fields(text, ['port', 'interface', 'labels', 'taints', 'storageRoot']),
    ...(Object.values(login).some((value) => value !== undefined) && { login }),
  };
  return spread(found, problems).map((host) => ({ ...common, ...host }));
}

type TextColumn = Exclude<Column, 'roles' | 'user' | 'password' | 'becomePassword'>;

const fields = (
  text: (column: Column) => string | undefined,
  wanted: readonly TextColumn[],
): Partial<Record<TextColumn, string>> =>
  Object.fromEntries(wanted.flatMap((column) => (text(column) === undefined ? [] : [[column, text(column)]])));

/** A row whose name or address is a range stands for several hosts. */
function spread(found: ReadonlyMap<Column, { cell: string; at: string }>, problems: Problem[]): FoundHost[] {
  const lists: { column: TextColumn; all: readonly string[]; at: string }[] = [];
  for (const column of ['name', 'address', 'nodeAddress', 'hostname'] as const) {
    const typed = found.get(column);
    if (!typed) continue;
    const expanded = expand(typed.cell, mostNodes);
    if ('wrong' in expanded) {
      problems.push(
        problem('import.range', { at: typed.at, found: typed.cell.slice(0, 80), why: expanded.wrong, limit: mostNodes }),
      );
      lists.push({ column, all: [typed.cell], at: typed.at });
    } else {
      lists.push({ column, all: expanded.all, at: typed.at });
      problems.push(...expanded.all.flatMap((value) => wrongCell(column, value, typed.at)).slice(0, 1));
    }
  }
  const count = Math.max(0, ...lists.map(({ all }) => all.length));
  const odd = lists.find(({ all }) => all.length !== count && all.length !== 1);
  if (odd) {
    const cell = found.get(odd.column)?.cell ?? '';
    problems.push(problem('import.range', { at: odd.at, found: cell.slice(0, 80), why: 'counts', limit: mostNodes }));
  }
  const of = (all: readonly string[], column: TextColumn, i: number): string | undefined => {
    const [only] = all;
    if (all.length !== 1 || count === 1) return all[i];
    // one name for many addresses is numbered; one address for many names is theirs only once
    return column === 'name' || column === 'hostname' ? `${only}-${i + 1}` : i === 0 ? only : undefined;
  };
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(
      lists.flatMap(({ column, all }) => (of(all, column, i) === undefined ? [] : [[column, of(all, column, i)]])),
    ),
  );
}
