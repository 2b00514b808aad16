import { holdsSecret } from '../../../shared/model/content.ts';
import { read } from '../node/verbs.ts';
import { printable } from '../transport/evidence.ts';
import { blockOf } from './block.ts';
import type { Judgement, ResourceContext } from './context.ts';
import { render } from './documents.ts';

const LARGEST = 1024 * 1024;
/** Lines shown before and after what differs. */
const CONTEXT = 3;

/** What would change in a file, as a reader of `plan` sees it; a secret is never shown. Undefined where there is nothing to show. */
export async function diffOf({ resource, state }: Judgement, context: ResourceContext): Promise<string | undefined> {
  if (state === 'satisfied') return undefined;
  switch (resource.kind) {
    case 'file': {
      if (holdsSecret(resource.content)) return '(secret content differs)';
      const found = await textOf(resource.path, context);
      return lineDiff(found, (await render(resource.content, context)).toString('utf8'));
    }
    case 'block': {
      const found = blockOf(await textOf(resource.path, context), resource.block) ?? [];
      return lineDiff(found.join('\n'), resource.lines.join('\n'));
    }
    case 'manifest':
      // on the host it carries an annotation and another order; what counts is what will be applied
      return lineDiff('', resource.content);
    default:
      return undefined;
  }
}

async function textOf(path: string, { node, signal }: ResourceContext): Promise<string> {
  const [content] = await node.ask([read(path, LARGEST)], signal);
  return printable(content?.toString('utf8') ?? '');
}

/** The lines that differ, between the first and the last of them, with a few around; undefined where none do. */
export function lineDiff(before: string, after: string): string | undefined {
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const now = after === '' ? [] : after.replace(/\n$/, '').split('\n');
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  if (head === old.length && head === now.length) return undefined;
  const prefixed = (sign: string, lines: readonly string[]) => lines.map((line) => `${sign}${line}`);
  return [
    `@@ line ${head + 1} @@`,
    ...prefixed(' ', old.slice(Math.max(0, head - CONTEXT), head)),
    ...prefixed('-', old.slice(head, old.length - tail)),
    ...prefixed('+', now.slice(head, now.length - tail)),
    ...prefixed(' ', old.slice(old.length - tail, old.length - tail + CONTEXT)),
  ].join('\n');
}
