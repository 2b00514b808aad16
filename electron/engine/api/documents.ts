import type { documents } from '../../../shared/contract/documents.ts';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import { nodeTemplate } from '../documents/node-template.ts';
import { readWorkbook } from '../documents/read-workbook.ts';

export const documentCalls = (): Pick<Calls<AbortSignal>, keyof typeof documents> => ({
  'documents.nodeTemplate': async ({ language }) => {
    const { name, content } = await nodeTemplate(language);
    return { name, content: content.toString('base64') };
  },
  'documents.readNodes': async ({ content }, signal) => ({ rows: await readWorkbook(Buffer.from(content, 'base64'), signal) }),
});
