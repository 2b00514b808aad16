/** A line of a table: its cells, and the number of the text's line that it begins on. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What separates the cells: what a copied table has (tabs), else what a CSV has, else white space, as in a hosts file. */
export function separatorOf(text: string): '\t' | ',' | ';' | ' ' {
  const head = text.slice(0, 4096).split(/[\r\n]+/);
  if (head.some((line) => /\S.*\t/.test(line))) return '\t';
  // `m1 10.0.0.11 master,worker`: commas within a cell
  const spaced = (line: string) => /(^|[^,;\s]\s+)\d{1,3}(\.\d{1,3}){3}[^,;\s]*(\s|$)/.test(line) && /\S\s+\S/.test(line.trim());
  if (head.some(spaced)) return ' ';
  return ([',', ';'] as const).find((separator) => head.some((line) => line.includes(separator))) ?? ' ';
}

/** Cells as spreadsheets write them (RFC 4180): quoted where they hold the separator, a line break or a doubled quote. */
export function readDelimited(text: string, separator: string): Line[] {
  const lines: Line[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let [line, begun] = [1, 1];
  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
  };
  const endLine = () => {
    endCell();
    const full = separator === ' ' ? cells.filter(Boolean) : cells;
    if (full.some(Boolean)) lines.push({ line: begun, cells: full });
    cells = [];
    begun = line;
  };
  const all = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let i = 0; i < all.length; i++) {
    const c = all[i] ?? '';
    if (c === '\n') line++;
    if (quoted && c === '"' && all[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (quoted) cell += c;
    else if (c === '\n') endLine();
    else if (c === separator || (separator === ' ' && /\s/.test(c))) endCell();
    else cell += c;
  }
  endLine();
  return lines;
}
