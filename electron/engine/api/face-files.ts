import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file that is served, in memory: nothing else of the disk can be asked for. */
export interface Served {
  readonly content: Buffer;
  readonly type: string;
  /** Its name changes with its content. */
  readonly lasting: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** The files of the face by the path that they are asked for with: those that lie in its folder now, and of known types. */
export async function facesFiles(folder: string): Promise<ReadonlyMap<string, Served>> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = await Promise.all(
    names.flatMap((name) => {
      const type = types[extname(name)];
      if (type === undefined) return [];
      const path = name === 'index.html' ? '/' : `/${name}`;
      return [readFile(join(folder, name)).then((content) => [path, { content, type, lasting: path !== '/' }] as const)];
    }),
  );
  return new Map(files);
}
