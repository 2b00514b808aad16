import { configure, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { readSheet } from 'read-excel-file/node';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/** A workbook of a thousand nodes is a tenth of these. */
const most = {
  file: 4_194_304,
  unpacked: 33_554_432,
  entries: 200,
  rows: 1100,
  cells: 65,
  text: 4096,
  lastRow: 20_000,
  lastColumn: 512,
};

/**
 * The cells of a workbook's first sheet as text, from its first row on. It is unpacked in counted pieces before it is read, so that a
 * small file cannot become a huge one.
 * @throws {ProblemError} `import.too-large`, `import.unreadable`
 */
export async function readWorkbook(content: Uint8Array, signal: AbortSignal): Promise<string[][]> {
  if (content.length > most.file) throw tooLarge(content.length, most.file);
  await checkSize(content, signal);
  try {
    const rows = await readSheet(Buffer.from(content));
    return rows
      .slice(0, most.rows)
      .map((row) => row.slice(0, most.cells).map((cell) => (cell === null ? '' : String(cell).slice(0, most.text))));
  } catch {
    throw unreadable('not an Excel workbook (.xlsx)');
  }
}

async function checkSize(content: Uint8Array, signal: AbortSignal): Promise<void> {
  configure({ useWebWorkers: false });
  const zip = new ZipReader(new Uint8ArrayReader(content));
  try {
    let size = 0;
    let entries = 0;
    for await (const entry of zip.getEntriesGenerator()) {
      signal.throwIfAborted();
      if (++entries > most.entries) throw tooLarge(entries, most.entries);
      if (entry.directory) continue;
      const pieces: Uint8Array[] = [];
      const counter = new WritableStream<Uint8Array>({
        write(piece) {
          size += piece.length;
          if (size > most.unpacked) throw tooLarge(size, most.unpacked);
          if (/worksheets/i.test(entry.filename)) pieces.push(piece);
        },
      });
      await entry.getData(counter, { signal });
      checkExtent(Buffer.concat(pieces).toString('latin1'));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProblemError ? error : unreadable('not a workbook (.xlsx), or damaged');
  } finally {
    await zip.close();
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
