import { readFile } from 'node:fs/promises';
import { type Inventory, inventory } from '../../../shared/model/inventory.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/** Reads an inventory file. @throws {ProblemError} `doctor.inventory-unusable` */
export async function readInventory(path: string): Promise<Inventory> {
  const unusable = (reason: string) => new ProblemError(problem('doctor.inventory-unusable', { path, reason }));
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unusable(error instanceof Error && 'code' in error ? String(error.code) : String(error));
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw unusable('not JSON');
  }
  const read = inventory.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unusable([...(issue?.path.map(String) ?? []), issue?.message ?? ''].join(': ').slice(0, 200));
}
