import type { CommandState } from '../node/command-verbs.ts';
import { look } from '../node/command-verbs.ts';
import type { Ask } from '../node/ask.ts';
import { images, type ImageState } from '../node/image-verbs.ts';
import {
  modules,
  paths,
  read,
  run,
  sysctls,
  units,
  type ModuleState,
  type PathState,
  type Ran,
  type UnitState,
} from '../node/verbs.ts';

/** A read-only command whose end says something about a resource. */
export interface Question {
  readonly seconds: number;
  readonly argv: readonly string[];
}

/** What must be looked at on a host to judge a resource. */
export interface Wants {
  readonly paths?: readonly string[];
  readonly files?: readonly string[];
  readonly sysctls?: readonly string[];
  readonly modules?: readonly string[];
  readonly units?: readonly string[];
  readonly commands?: readonly string[];
  readonly runs?: readonly Question[];
  /** containerd's socket. */
  readonly images?: readonly string[];
}

/** What was seen on a host, all of it in one round trip. */
export interface Seen {
  readonly paths: ReadonlyMap<string, PathState>;
  readonly files: ReadonlyMap<string, Buffer | undefined>;
  readonly sysctls: ReadonlyMap<string, string | undefined>;
  readonly modules: ReadonlyMap<string, ModuleState>;
  readonly units: ReadonlyMap<string, UnitState>;
  readonly commands: ReadonlyMap<string, CommandState>;
  readonly runs: ReadonlyMap<string, Ran>;
  readonly images: ReadonlyMap<string, readonly ImageState[]>;
}

/** The key of a question's answer in `Seen.runs`. */
export const questionKey = (argv: readonly string[]): string => JSON.stringify(argv);

/** Files that are not Barque's alone are small: hosts, fstab, a name. */
const LARGEST = 1024 * 1024;

/** The requests that look at everything that is wanted, each thing once. `seen` fills as their answers are read. */
export function looking(wants: readonly Wants[]): { asks: Ask<void>[]; seen: Seen } {
  const asks: Ask<void>[] = [];
  const all = <T>(of: (wants: Wants) => readonly T[] | undefined): T[] => [...new Set(wants.flatMap((w) => of(w) ?? []))];

  /** One request for all keys. */
  const together = <V>(keys: readonly string[], ask: (keys: readonly string[]) => Ask<readonly V[]>): Map<string, V> => {
    const found = new Map<string, V>();
    if (keys.length > 0) asks.push(noting(ask(keys), (values) => keys.forEach((key, i) => set(found, key, values[i]))));
    return found;
  };
  /** One request for each key. */
  const each = <V>(keys: readonly string[], ask: (key: string) => Ask<V>): Map<string, V> => {
    const found = new Map<string, V>();
    for (const key of keys) asks.push(noting(ask(key), (value) => found.set(key, value)));
    return found;
  };

  const questions = new Map(all((w) => w.runs).map((question) => [questionKey(question.argv), question]));
  const seen: Seen = {
    paths: together(
      all((w) => w.paths),
      paths,
    ),
    sysctls: together(
      all((w) => w.sysctls),
      sysctls,
    ),
    modules: together(
      all((w) => w.modules),
      modules,
    ),
    units: together(
      all((w) => w.units),
      units,
    ),
    files: each(
      all((w) => w.files),
      (path) => read(path, LARGEST),
    ),
    commands: each(
      all((w) => w.commands),
      look,
    ),
    images: each(
      all((w) => w.images),
      images,
    ),
    runs: each([...questions.keys()], (key) => {
      const question = questions.get(key);
      return run(question?.seconds ?? 0, question?.argv ?? []);
    }),
  };
  return { asks, seen };
}

function set<V>(found: Map<string, V>, key: string, value: V | undefined): void {
  if (value !== undefined) found.set(key, value);
}

const noting = <T>(ask: Ask<T>, note: (value: T) => void): Ask<void> => ({ ...ask, read: (answer) => note(ask.read(answer)) });
