import { exportPassphrase, type PassphraseFault } from '../report/export-passphrase.ts';
import { kind } from './define.ts';
import { because } from './file-faults.ts';

const { shortest, longest } = exportPassphrase;

/** Problems of what is handed out: documents that are made from templates, exports. */
export const documentProblems = {
  'document.template': kind<{ path: string; reasons: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The template of the document cannot be used',
      found: `${p.path === '' ? "Barque's own" : p.path}: ${p.reasons.map((reason) => because(reason, 'en')).join('; ')}`,
      expected: 'a Word document (.docx) whose tags, such as {cluster} and {#nodes} … {/nodes}, are opened and closed',
      remedies: ["Correct the template, beginning with Barque's own", "Leave the template out to use Barque's own"],
    }),
    zh: (p) => ({
      what: '文档模板无法使用',
      found: `${p.path === '' ? 'Barque 自带模板' : p.path}：${p.reasons.map((reason) => because(reason, 'zh')).join('；')}`,
      expected: 'Word 文档（.docx），其中的标记（如 {cluster}、{#nodes} … {/nodes}）成对且完整',
      remedies: ['以 Barque 自带模板为基础更正模板', '不指定模板，使用 Barque 自带模板'],
    }),
  }),
  'export.unwritable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'What is handed out cannot be written there',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'the path of a file, in a folder that exists, that has space, and that this user may write to',
      remedies: ['Name a file and not a folder, or make the folder first', 'Choose another place (on the command line: --to)'],
    }),
    zh: (p) => ({
      what: '无法将文件写到该位置',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '文件的路径，其所在文件夹已存在、有剩余空间，且当前用户可写',
      remedies: ['指定文件而不是文件夹，或先创建所在的文件夹', '选择其他位置（命令行中为 --to）'],
    }),
  }),
  'export.passphrase': kind<{ fault: PassphraseFault }>({
    retry: false,
    en: ({ fault }) => ({
      what: 'This passphrase is none for an export',
      found: {
        short: `fewer than ${shortest} characters`,
        long: `more than ${longest} characters, which 7-Zip does not take`,
        characters: 'characters that are not in ASCII: 7-Zip on Windows would not open the file with them',
      }[fault],
      expected: `${shortest} to ${longest} letters without accents, digits, spaces and signs of an English keyboard`,
      remedies: ['Choose several words, for instance in pinyin: they are easier to remember and harder to guess'],
    }),
    zh: ({ fault }) => ({
      what: '此口令不能用于导出',
      found: {
        short: `少于 ${shortest} 个字符`,
        long: `超过 ${longest} 个字符，7-Zip 不支持`,
        characters: '含有 ASCII 以外的字符（如中文）：Windows 上的 7-Zip 用它打不开文件',
      }[fault],
      expected: `${shortest} 到 ${longest} 个英文字母、数字、空格或英文符号`,
      remedies: ['选用几个词语，例如用拼音书写：更容易记住，也更难猜到'],
    }),
  }),
};
