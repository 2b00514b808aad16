import fc from 'fast-check';
import PizZip from 'pizzip';
import { expect, test } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import { columnOf, columns } from '../../../shared/import/columns.ts';
import { importSheet } from '../../../shared/import/nodes.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { zipOf } from '../export/zip.ts';
import { nodeTemplate, titleOf } from './node-template.ts';
import { readWorkbook } from './read-workbook.ts';
import { workbookOf } from './workbook.ts';

const { signal } = new AbortController();
const refusal = async (content: Uint8Array): Promise<unknown> => {
  try {
    return await readWorkbook(content, signal);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0].code;
    throw error;
  }
};

test.each(['en', 'zh'] as const)("the template's columns (%s) are those that are read back", async (language) => {
  const { content } = await nodeTemplate(language);
  expect((await readWorkbook(content, signal))[0]?.map(columnOf)).toEqual(columns);
  expect(columns.map((column) => columnOf(titleOf(column, language)))).toEqual(columns);
});

test('a workbook that was filled in becomes nodes; what is wrong is told by its cell', async () => {
  const head = columns.map((column) => titleOf(column, 'zh'));
  const row = (name: string, address: string, port: number | null, role: string) => [
    name,
    address,
    port,
    role,
    ...columns.slice(4).map(() => null),
  ];
  const sheet = await writeWorkbook([
    head,
    row('m1', '10.0.0.11', null, '主节点'),
    [null],
    row('w1', '10.0.0.21', 70000, '计算'),
  ]).toBuffer();
  const { nodes, problems } = importSheet(await readWorkbook(sheet, signal));
  expect(nodes.map(({ name, address, roles }) => [name, address, roles])).toEqual([
    ['m1', '10.0.0.11', 'master'],
    ['w1', '10.0.0.21', 'worker'],
  ]);
  expect(problems.map(({ code, params }) => [code, params['at']])).toEqual([
    ['import.role', 'D4'],
    ['import.value', 'C4'],
  ]);
});

test('tables are a workbook, in which no text is a formula', async () => {
  const rows = [['=1+1', 4.2], ['+HYPERLINK("http://10.0.0.1")', 0], ['']];
  const content = await workbookOf([
    { title: 'Hosts', head: ['Name', 'Offset'], rows },
    { title: 'Findings', head: ['What'], rows: [] },
  ]);
  expect(await readWorkbook(content, signal)).toEqual([
    ['Name', 'Offset'],
    ['=1+1', '4.2'],
    ['+HYPERLINK("http://10.0.0.1")', '0'],
  ]);
  expect(new PizZip(content).file('xl/worksheets/sheet1.xml')?.asText()).not.toContain('<f>');
});

test('a small file that unpacks to a huge one is refused', async () => {
  const zeros = await zipOf([{ path: 'xl/worksheets/sheet1.xml', content: new Uint8Array(40_000_000) }], undefined, signal);
  expect(zeros.length).toBeLessThan(100_000);
  expect(await refusal(zeros)).toBe('import.too-large');
});

test.each(['XFD1048576', 'A1048576', 'XFD1', '&#88;FD9'])(
  'a sheet whose farthest cell is %s is refused before a grid is made',
  async (cell) => {
    const sheet = (inside: string) => `<worksheet><sheetData><row r="1">${inside}</row></sheetData></worksheet>`;
    const { content } = await nodeTemplate('en');
    const zip = new PizZip(content);
    zip.file('xl/worksheets/sheet1.xml', sheet(`<c r='${cell}' t="n"><v>1</v></c>`));
    expect(await refusal(zip.generate({ type: 'nodebuffer' }))).toBe('import.too-large');
  },
);

test('so are archives of very many files, and what is no workbook', async () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ path: `f${i}`, content: new Uint8Array(1) }));
  expect(await refusal(await zipOf(many, undefined, signal))).toBe('import.too-large');
  expect(await refusal(new Uint8Array(5_000_000))).toBe('import.too-large');
  expect(await refusal(Buffer.from('PK\u0003\u0004 no'))).toBe('import.unreadable');
  expect(await refusal(await zipOf([{ path: 'a.txt', content: Buffer.from('a') }], undefined, signal))).toBe('import.unreadable');
});

test('a damaged workbook is read or refused, nothing else', async () => {
  const { content } = await nodeTemplate('en');
  await fc.assert(
    fc.asyncProperty(fc.nat(content.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = Uint8Array.from(content);
      damaged[at] = byte;
      const result = await refusal(damaged);
      expect(Array.isArray(result) || result === 'import.unreadable' || result === 'import.too-large').toBe(true);
    }),
    { numRuns: 60 },
  );
});
