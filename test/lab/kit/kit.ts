import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { madeOnce, recipeKey } from '../cache.ts';
import { run } from '../command.ts';
import type { Lab } from '../settings.ts';
import { goBuild, goMod, recipesFor, type KubernetesVersion, type Recipe } from './recipes.ts';

/** Hears what is being built. */
type Say = (line: string) => void;

const mainOf = (recipe: Recipe): string | undefined => recipe.main && join(import.meta.dirname, 'main', recipe.main);

/** Where a component is, or will be when it is built: its programs, in a directory named by its recipe. */
export async function componentPath(lab: Lab, recipe: Recipe): Promise<string> {
  const main = mainOf(recipe);
  const key = recipeKey(JSON.stringify(recipe), main ? await readFile(main) : '');
  return join(lab.cache, 'kit', `${recipe.name}-${recipe.version}-${key}`);
}

/** Builds a component, unless it is there. Kubernetes takes minutes, the others seconds to a minute. */
export async function component(lab: Lab, recipe: Recipe, say?: Say, signal?: AbortSignal): Promise<string> {
  const begin = async (work: string): Promise<void> => {
    say?.(`building ${recipe.name} ${recipe.version}`);
    await build(recipe, work, signal);
  };
  return await madeOnce(await componentPath(lab, recipe), begin, signal);
}

async function build(recipe: Recipe, work: string, signal: AbortSignal | undefined): Promise<void> {
  const source = join(work, 'source');
  const main = mainOf(recipe);
  const go = async (...args: string[]): Promise<string> =>
    run('go', args, { cwd: source, env: { GOFLAGS: '-mod=mod', CGO_ENABLED: recipe.cgo ? '1' : '0' }, signal });
  await mkdir(source);
  await writeFile(join(source, 'go.mod'), goMod(recipe));
  if (main) await cp(main, join(source, 'main.go'));
  // With replaced modules the requirements have to be worked out; elsewhere the module's own are taken.
  if (recipe.replace) await go('mod', 'tidy');
  else if (recipe.module) await go('get', `${recipe.module}@v${recipe.version}`);
  for (const [name, path] of Object.entries(recipe.programs)) await go(...goBuild(recipe, path, join(work, name)));
  await rm(source, { recursive: true });
}

/** The programs of a kit: the path of each by its name. */
export type Kit = ReadonlyMap<string, string>;

/** Builds everything that a cluster of the given version runs. About twelve minutes on two cores, once. */
export async function kit(lab: Lab, version: KubernetesVersion, say?: Say, signal?: AbortSignal): Promise<Kit> {
  const programs = new Map<string, string>();
  for (const recipe of recipesFor(version)) {
    const directory = await component(lab, recipe, say, signal);
    for (const name of Object.keys(recipe.programs)) programs.set(name, join(directory, name));
  }
  return programs;
}
