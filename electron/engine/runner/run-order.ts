import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson, writeDurably } from '../workspace/durable-file.ts';
import { readOwn } from '../workspace/own-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { earlierDeployment, earlierRunOrder, fromEarlier } from './earlier-orders.ts';
import { journalEnds } from './journal-ends.ts';
import { type DeployOrder, type RenewOrder, type RunOrder, runOrderFile } from './order-schema.ts';

const anyOrder = z.looseObject({ schema: z.enum(['barque-run/v1', 'barque-run/v2']) });

const fileOf = (workspace: Workspace, run: string) => join(dirname(workspace.journalOf(run)), 'order.json');

/** Keeps what a run was ordered with, beside its journal. @throws {ProblemError} `workspace.unusable` */
export const keepRunOrder = (workspace: Workspace, run: string, order: RunOrder): Promise<void> =>
  writeDurably(fileOf(workspace, run), `${JSON.stringify({ schema: 'barque-run/v2', order }, undefined, 2)}\n`, 0o600);

/** What a run was ordered with; undefined where nothing was kept of it. @throws {ProblemError} `workspace.broken`, `workspace.link` */
export async function readRunOrder(workspace: Workspace, run: string): Promise<RunOrder | undefined> {
  const path = fileOf(workspace, run);
  const text = await readOwn(path);
  if (text === undefined) return undefined;
  if (parseJson(path, text, anyOrder).schema === 'barque-run/v1') return fromEarlier(parseJson(path, text, earlierRunOrder));
  return parseJson(path, text, runOrderFile).order;
}

/**
 * What there is to go on with: the order of the latest run that has a journal and that was to change something. A renewal that succeeded
 * is over. Undefined where nothing was ever begun.
 * @throws {ProblemError} `workspace.broken`, `workspace.unusable`
 */
export async function latestOrder(workspace: Workspace): Promise<DeployOrder | RenewOrder | undefined> {
  for await (const { order, succeeded } of ordersOf(workspace)) {
    if (order.operation === 'deploy' || (order.operation === 'renew' && !succeeded)) return order;
  }
  return undefined;
}

/** The order of the latest deployment: what the cluster was last to be. @throws {ProblemError} `workspace.broken`, `workspace.unusable` */
export async function latestDeployOrder(workspace: Workspace): Promise<DeployOrder | undefined> {
  for await (const { order } of ordersOf(workspace)) if (order.operation === 'deploy') return order;
  return undefined;
}

/** Orders of runs that began, newest first. Runs that an earlier Barque's command line began have none of their own, but one in common. */
async function* ordersOf(workspace: Workspace): AsyncGenerator<{ order: RunOrder; succeeded: boolean }, undefined> {
  let earlier = await earlierDeployment(workspace);
  for (const run of (await workspace.runs()).toReversed()) {
    const ends = await journalEnds(workspace.journalOf(run));
    if (ends === undefined) continue;
    const own = await readRunOrder(workspace, run);
    const order = own ?? earlier;
    if (order === undefined) continue;
    if (own === undefined) earlier = undefined;
    yield { order, succeeded: ends.end?.outcome === 'success' };
  }
  if (earlier !== undefined) yield { order: earlier, succeeded: false };
}
