import { readSheet } from 'read-excel-file/node';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { unpackBounded } from './bounded-archive.ts';

/** A workbook of a thousand nodes is a tenth of these. */
const most = { rows: 1100, cells: 65, text: 4096, lastRow: 20_000, lastColumn: 512 };

/**
 * The cells of a workbook's first sheet as text, from its first row on. It is unpacked in counted pieces before it is read, so that a
 * small file cannot become a huge one.
 * @throws {ProblemError} `import.too-large`, `import.unreadable`
 */
export async function readWorkbook(content: Uint8Array, signal: AbortSignal): Promise<string[][]> {
  await unpackBounded(content, (name, file) => /worksheets/i.test(name) && checkExtent(file.toString('latin1')), signal);
  try {
    const rows = await readSheet(Buffer.from(content));
    return rows
      .slice(0, most.rows)
      .map((row) => row.slice(0, most.cells).map((cell) => (cell === null ? '' : String(cell).slice(0, most.text))));
  } catch {
    throw unreadable('not an Excel workbook (.xlsx)');
  }
}

/** A sheet is read into a grid as large as its farthest cell says, however few cells there are. */
function checkExtent(sheet: string): void {
  for (const [, value = ''] of sheet.matchAll(/\s(?:r|ref)\s*=\s*["']([^"']*)/g)) {
    for (const corner of value.split(':')) {
      const [whole, letters = '', digits = ''] = /^([A-Z]{0,3})(\d{0,7})$/.exec(corner) ?? [];
      const column = Array.from(letters).reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
      if (whole === undefined || Number(digits) > most.lastRow) throw tooLarge(Number(digits), most.lastRow);
      if (column > most.lastColumn)
        throw new ProblemError(problem('import.too-large', { size: column, limit: most.lastColumn, what: 'columns' }));
    }
  }
}

const tooLarge = (size: number, limit: number) => new ProblemError(problem('import.too-large', { size, limit, what: 'file' }));
const unreadable = (reason: string) => new ProblemError(problem('import.unreadable', { at: '', reason }));
