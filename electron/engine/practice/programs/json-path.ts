/**
 * What kubectl prints for `-o jsonpath=TEMPLATE`: fields, `[*]`, `[0]`, `[?(@.field=="value")]`, `{range}`/`{end}` and texts in quotes.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function jsonPath(template: string, root: unknown): string {
  const pieces = template.match(/\{(?:"(?:[^"\\]|\\.)*"|[^{}])*\}|[^{}]+/g) ?? [];
  return render(pieces, root).text;
}

function render(pieces: readonly string[], current: unknown): { text: string; rest: readonly string[] } {
  let text = '';
  let rest = pieces;
  for (let [piece] = rest; piece !== undefined; [piece] = rest) {
    rest = rest.slice(1);
    if (!piece.startsWith('{')) text += piece;
    else if (piece === '{end}') return { text, rest };
    else if (piece.startsWith('{range ')) {
      const inside = rest;
      const items = select(piece.slice('{range '.length, -1), current);
      // also where there is nothing, for where the range ends
      rest = render(inside, undefined).rest;
      for (const item of items) text += render(inside, item).text;
    } else if (piece.startsWith('{"')) text += String(JSON.parse(piece.slice(1, -1)));
    else text += select(piece.slice(1, -1), current).map(shown).join(' ');
  }
  return { text, rest };
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** What a path leads to from `root`. */
export function select(path: string, root: unknown): unknown[] {
  let found: unknown[] = [root];
  for (const [part] of path.matchAll(/\[\?\([^)]*\)\]|\[\*\]|\[\d+\]|\.(?:[\w/-]|\\\.)+/g)) {
    if (part === '[*]') found = found.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
    else if (/^\[\d/.test(part))
      found = found.flatMap((value) => (Array.isArray(value) ? [value[Number(part.slice(1, -1))] as unknown] : []));
    else if (part.startsWith('[')) {
      const [, field = '', wanted = ''] = /@\.([\w.]+)=="([^"]*)"/.exec(part) ?? [];
      found = found
        .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []))
        .filter((value) => select(`.${field}`, value).includes(wanted));
    } else found = found.map((value) => fieldOf(value, part.slice(1).replaceAll('\\.', '.')));
  }
  return found.filter((value) => value !== undefined);
}
