import { kind } from './define.ts';

/** Problems of documents that are made from templates. */
export const documentProblems = {
  'document.template': kind<{ path: string; reasons: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The template of the document cannot be used',
      found: `${p.path === '' ? "Barque's own" : p.path}: ${p.reasons.join('; ')}`,
      expected: 'a Word document (.docx) whose tags, such as {cluster} and {#nodes} … {/nodes}, are opened and closed',
      remedies: ["Correct the template, beginning with Barque's own", "Leave the template out to use Barque's own"],
    }),
    zh: (p) => ({
      what: '文档模板无法使用',
      found: `${p.path === '' ? 'Barque 自带模板' : p.path}：${p.reasons.join('；')}`,
      expected: 'Word 文档（.docx），其中的标记（如 {cluster}、{#nodes} … {/nodes}）成对且完整',
      remedies: ['以 Barque 自带模板为基础更正模板', '不指定模板，使用 Barque 自带模板'],
    }),
  }),
};
