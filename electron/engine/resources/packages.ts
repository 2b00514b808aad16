import { layout } from '../../../shared/model/layout.ts';
import type { CommandResource, PackagesResource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { blob, paths, put, run, type Ran } from '../node/verbs.ts';
import { bringCommand } from './command.ts';
import type { Difference, ResourceContext } from './context.ts';
import { isDelivered } from './delivery.ts';
import type { Kind } from './kind.ts';
import { askInLanes } from './lanes.ts';
import type { Progress } from './progress.ts';
import { questionKey, type Question } from './seen.ts';

/** What a package manager is asked, and how it is told to install files. Its own words: dpkg(1), dpkg-query(1), rpm(8). */
interface Manager {
  /** Prints `NAME installed` for each of these packages that is. */
  readonly query: (names: readonly string[]) => readonly string[];
  /** Exits 0 where all of them are installed. */
  readonly check: (names: readonly string[]) => readonly string[];
  /** Prints every package of the host with its version. */
  readonly list: readonly string[];
  /** Installs these files together; nothing is asked. */
  readonly install: (files: readonly string[]) => readonly string[];
  /** Says what it would do, where that may be to remove what the host has. */
  readonly rehearse?: (files: readonly string[]) => readonly string[];
}

const everyOne =
  'for name; do dpkg-query -W -f "\\${db:Status-Status}\\n" "$name" 2>/dev/null | grep -qx installed || exit 1; done';

const managers: Readonly<Record<PackagesResource['format'], Manager>> = {
  deb: {
    // one that was unpacked and not configured is not `installed`: it is installed again
    query: (names) => ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\\n', ...names],
    check: (names) => ['sh', '-c', everyOne, 'sh', ...names],
    list: ['dpkg-query', '-W', '-f', '${Package} ${Version} ${Architecture}\\n'],
    install: (files) => ['env', 'DEBIAN_FRONTEND=noninteractive', 'dpkg', '--force-confold', '--install', ...files],
    // a package that conflicts with another, replaces and provides it takes its place without a question
    rehearse: (files) => ['dpkg', '--dry-run', '--install', ...files],
  },
  rpm: {
    query: (names) => ['rpm', '-q', '--qf', '%{NAME} installed\\n', ...names],
    check: (names) => ['rpm', '-q', ...names],
    list: ['rpm', '-qa', '--qf', '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\\n'],
    // --upgrade would remove what they make obsolete. Their signatures were looked at when the bundle was made, which has its own.
    install: (files) => ['rpm', '--install', '--nosignature', ...files],
  },
};

const removal = /^dpkg: yes, will (?:remove|deconfigure) (\S+) in favour of (\S+)/gm;

const before = `${layout.state}/before/packages`;
const storeOf = (digest: string): string => `${layout.state}/blobs/${digest.replace('sha256:', '')}`;

const question = ({ format, names }: Pick<PackagesResource, 'format' | 'names'>): Question => ({
  seconds: 30,
  argv: managers[format].query(names),
});

function installed(ran: Ran | undefined): ReadonlySet<string> {
  const lines = (ran?.output ?? '').split('\n').map((line) => line.split(' '));
  return new Set(lines.flatMap(([name, state]) => (state === 'installed' && name !== undefined ? [name] : [])));
}

export const packages: Kind<PackagesResource> = {
  wants: (resource) => ({ runs: [question(resource)] }),
  differences: (resource, { seen }) => {
    const there = installed(seen.runs.get(questionKey(question(resource).argv)));
    return resource.names
      .filter((name) => !there.has(name))
      .map((name): Difference => ({ aspect: name, found: 'not installed', wanted: 'installed' }));
  },
};

/**
 * Sends the packages that the host lacks and installs them together; before the first, what the host has is noted for root only.
 * @throws {ProblemError} `resource.package-removed`, `command.failed` with the package manager's own words
 */
export async function bringPackages(resource: PackagesResource, context: ResourceContext, progress: Progress): Promise<void> {
  const { node, blobs, signal } = context;
  const { format, names, files } = resource;
  const { list, check, install, rehearse } = managers[format];
  const all = question({ format, names: files.map(({ name }) => name) });
  const [ran, whole, stands] = await node.ask(
    [run(all.seconds, all.argv), run(60, list), paths([before, ...files.map(({ digest }) => storeOf(digest))])],
    signal,
  );
  const [noted, ...stored] = stands;
  const there = installed(ran);
  const lacking = files.filter(({ name }) => !there.has(name));
  const unsent = files.filter((file, i) => {
    const state = stored[i];
    return lacking.includes(file) && !(state?.type === 'file' && state.digest === file.digest);
  });
  const delivered = await isDelivered(
    unsent.map(({ digest }) => digest),
    context,
    progress,
  );
  const sending = (delivered ? [] : unsent).map(({ digest, size }) =>
    blob(digest, 'none', { size, open: () => blobs.open(digest), progress: progress.transfer(size) }),
  );
  const note = noted?.type === 'file' ? [] : [put(before, 0o600, Buffer.from(whole.output), 'own')];
  await node.ask(note, signal);
  await askInLanes(node, sending, signal);
  const sent = lacking.map(({ digest }) => storeOf(digest));
  if (rehearse) {
    const [rehearsed] = await node.ask([run(60, rehearse(sent))], signal);
    const [first] = [...`${rehearsed.output}\n${rehearsed.errors}`.matchAll(removal)];
    if (first) {
      const params = { package: first[2] ?? '', removed: first[1] ?? '' };
      throw new ProblemError(problem('resource.package-removed', params, { host: node.host }));
    }
  }
  const command: CommandResource = {
    kind: 'command',
    unit: 'packages',
    argv: install(sent),
    done: check(names),
    timeoutSeconds: 900,
    undo: 'none-needed',
  };
  await bringCommand(command, context);
}
