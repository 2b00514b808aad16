import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterRecord, clusterRecord } from '../../../shared/cluster/record.ts';
import { codeOf, unusable, writeDurably } from './durable-file.ts';
import { readOwnJson } from './own-file.ts';

const fileOf = (dir: string) => join(dir, 'cluster-record.json');
/** What an earlier Barque kept of a cluster once its first step began. */
const earlierFile = (dir: string) => join(dir, 'applied.json');

/** What the workspace knows of its cluster; undefined before the first apply, and where an earlier Barque made it. */
export const readRecord = (dir: string): Promise<ClusterRecord | undefined> => readOwnJson(fileOf(dir), clusterRecord);

export const keepRecord = (dir: string, record: ClusterRecord): Promise<void> =>
  writeDurably(fileOf(dir), `${JSON.stringify(record, undefined, 2)}\n`, 0o600);

/** Whether an earlier Barque, which kept no record, has begun a cluster from this workspace. */
export const isFromEarlier = (dir: string): Promise<boolean> => exists(earlierFile(dir));

/** Whether anything was begun on a host from this workspace. */
export const isBegun = async (dir: string): Promise<boolean> => (await exists(fileOf(dir))) || (await isFromEarlier(dir));

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => (codeOf(error) === 'ENOENT' ? false : Promise.reject(unusable(path, error))),
  );
