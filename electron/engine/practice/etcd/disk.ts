import { z } from 'zod';
import type { FileTree } from '../file-tree.ts';

/** What a member's data says: the etcd (its key) and the member (its id) that it is. */
export const memberData = z.strictObject({ etcd: z.string(), member: z.string() });
export type MemberData = z.infer<typeof memberData>;

/** The file below a data directory that stands for all that a member has. */
export const dataFile = (dataDir: string): string => `${dataDir}/member/snap/db`;

/** What lies in a data directory; `none` where there is no member's data, `damaged` where it cannot be read. */
export function readData(files: FileTree, dataDir: string): MemberData | 'none' | 'damaged' {
  const text = files.text(dataFile(dataDir));
  if (text === undefined) return 'none';
  try {
    return memberData.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

export function writeData(files: FileTree, dataDir: string, data: MemberData): void {
  files.write(dataFile(dataDir), 0o600, `${JSON.stringify(data)}\n`, 0o700);
}
