import type { documents } from '../../../shared/contract/documents.ts';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import { changeSheet } from '../documents/delivery.ts';
import { nodeTemplate } from '../documents/node-template.ts';
import { readTemplate } from '../documents/own-template.ts';
import { readWorkbook } from '../documents/read-workbook.ts';
import { workbookOf } from '../documents/workbook.ts';
import { wordTemplate } from '../documents/word-templates.ts';

export const documentCalls = (): Pick<Calls<AbortSignal>, keyof typeof documents> => ({
  'documents.nodeTemplate': async ({ language }) => {
    const { name, content } = await nodeTemplate(language);
    return { name, content: content.toString('base64') };
  },
  'documents.wordTemplate': ({ which, language }) =>
    Promise.resolve({ name: `barque-${which}.docx`, content: wordTemplate(which, language).toString('base64') }),
  'documents.changeSheet': async ({ cluster, practice, steps, language, template }, signal) => {
    const own = template === undefined ? undefined : await readTemplate(template, signal);
    return {
      name: `${cluster}-change-sheet.docx`,
      content: changeSheet({ name: cluster, practice }, steps, language, own).toString('base64'),
    };
  },
  'documents.workbook': async ({ name, sheets }) => ({
    name: `${name}.xlsx`,
    content: (await workbookOf(sheets)).toString('base64'),
  }),
  'documents.readNodes': async ({ content }, signal) => ({ rows: await readWorkbook(Buffer.from(content, 'base64'), signal) }),
});
