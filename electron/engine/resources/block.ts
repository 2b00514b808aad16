const marks = (name: string) => ({ begin: `# BEGIN ${name} (kept by Barque; changes here are lost)`, end: `# END ${name}` });

/** Where a block is: from the beginning of its first mark to after the end of its last one. */
function find(text: string, name: string): { from: number; to: number } | undefined {
  const { begin, end } = marks(name);
  const lineAt = (mark: string, after: number): number => {
    for (let at = text.indexOf(mark, after); at >= 0; at = text.indexOf(mark, at + 1)) {
      const next = text[at + mark.length];
      if ((at === 0 || text[at - 1] === '\n') && (next === undefined || next === '\n')) return at;
    }
    return -1;
  };
  const from = lineAt(begin, 0);
  if (from < 0) return undefined;
  const last = lineAt(end, from);
  // somebody took the end mark away: only the first mark is known to be ours
  if (last < 0) return { from, to: Math.min(from + begin.length + 1, text.length) };
  return { from, to: Math.min(last + end.length + 1, text.length) };
}

/** The lines of a named block in a text, or undefined where it has none or one without an end. */
export function blockOf(text: string, name: string): readonly string[] | undefined {
  const at = find(text, name);
  if (!at) return undefined;
  const lines = text.slice(at.from, at.to).replace(/\n$/, '').split('\n');
  return lines.at(-1) === marks(name).end ? lines.slice(1, -1) : undefined;
}

/**
 * The text with this block in it: in its place, or at the end; without lines, the text without the block. Not a byte outside of it
 * changes, but for a last newline it needs.
 */
export function withBlock(text: string, name: string, lines: readonly string[]): string {
  const { begin, end } = marks(name);
  const block = lines.length === 0 ? '' : `${[begin, ...lines, end].join('\n')}\n`;
  const at = find(text, name);
  if (at) return text.slice(0, at.from) + block + text.slice(at.to);
  if (block === '') return text;
  return text + (text === '' || text.endsWith('\n') ? '' : '\n') + block;
}
