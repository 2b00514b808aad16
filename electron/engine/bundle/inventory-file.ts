import { readFile } from 'node:fs/promises';
import { parseInventory } from '../../../shared/bundle/inventory.ts';
import type { Inventory } from '../../../shared/model/inventory.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/** Reads an inventory file. @throws {ProblemError} `doctor.inventory-unusable` */
export async function readInventory(path: string): Promise<Inventory> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError(problem('doctor.inventory-unusable', { path, reason }));
  });
  return parseInventory(text, path);
}
