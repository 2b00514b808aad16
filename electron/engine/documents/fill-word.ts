import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { printable } from './word-package.ts';

type Text = string | number;
/** What the tags of a template are filled with: texts, and lists that its loops repeat. */
export interface WordData {
  readonly [tag: string]: Text | readonly WordData[];
}

const explained = z.object({ properties: z.object({ explanation: z.string() }) });
const several = z.object({ properties: z.object({ errors: z.array(explained) }) });

/**
 * A Word document of a template and what its tags stand for; a tag that is not known stays empty. Tags are names: nothing in a template
 * is evaluated.
 * @throws {ProblemError} `document.template`
 */
export function fillWord(template: Uint8Array, data: WordData, name: string): Buffer {
  try {
    const document = new Docxtemplater(new PizZip(template), {
      paragraphLoop: true,
      linebreaks: true,
      nullGetter: () => '',
      errorLogging: false,
    });
    document.render(cleaned(data));
    return document.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' });
  } catch (error) {
    throw new ProblemError(problem('document.template', { path: name, reasons: reasonsOf(error) }));
  }
}

const cleaned = (data: WordData): WordData =>
  Object.fromEntries(
    Object.entries(data).map(([tag, value]) => [
      tag,
      typeof value === 'string' ? printable(value) : typeof value === 'number' ? value : value.map(cleaned),
    ]),
  );

function reasonsOf(error: unknown): string[] {
  const many = several.safeParse(error);
  if (many.success)
    return many.data.properties.errors.slice(0, 10).map(({ properties }) => printable(properties.explanation).slice(0, 200));
  const one = explained.safeParse(error);
  return [printable(one.success ? one.data.properties.explanation : 'not a Word document (.docx)').slice(0, 200)];
}
