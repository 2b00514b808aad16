import writeWorkbook from 'write-excel-file/node';
import type { Sheet } from '../../../shared/contract/documents.ts';

/** Characters that fit into a column before it is better broken. */
const widest = 48;

/** A workbook of tables, their heads in bold and kept in sight. Texts stay texts, whatever they begin with. */
export const workbookOf = (sheets: readonly Sheet[]): Promise<Buffer> =>
  writeWorkbook(
    sheets.map(({ title, head, rows }) => ({
      sheet: title,
      data: [
        head.map((value) => ({ value, fontWeight: 'bold', backgroundColor: '#e8eef4' }) as const),
        ...rows.map((row) =>
          row.map((value) =>
            typeof value === 'number'
              ? ({ value, type: Number } as const)
              : ({ value, type: String, wrap: value.length > widest, alignVertical: 'top' } as const),
          ),
        ),
      ],
      columns: head.map((name, at) => ({
        width: Math.min(widest, Math.max(...[name, ...rows.map((row) => String(row[at] ?? ''))].map(({ length }) => length)) + 3),
      })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
