import { execFile, spawn } from 'node:child_process';

/** What a command failed with: its own words, bounded. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
}

/** Runs a command and gives its standard output. @throws CommandError with the end of what it printed on standard error. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { signal, cwd, env, input } = options;
  return await new Promise((resolve, reject) => {
    const settings = { maxBuffer: 64 << 20, env: { ...process.env, ...env }, ...(cwd && { cwd }), ...(signal && { signal }) };
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal?.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      else
        reject(
          new CommandError(
            `${[file, ...args].join(' ').slice(0, 300)}: ${error.message.split('\n')[0] ?? ''}\n${stderr.slice(-2000)}`.trim(),
          ),
        );
    });
    // A command that ends without reading its input is judged by its exit status, not by the broken pipe.
    child.stdin?.on('error', () => undefined).end(input ?? '');
  });
}

/** As `run`, for a command that may fail: true where it succeeded. */
export const succeeds = async (file: string, args: readonly string[], options: RunOptions = {}): Promise<boolean> =>
  run(file, args, options).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandError) return false;
      throw error;
    },
  );

/** Runs a command on this process's own terminal and gives its exit status (128 + n where signal n ended it). */
export async function runHere(
  file: string,
  args: readonly string[],
  options: Pick<RunOptions, 'signal' | 'env'> = {},
): Promise<number> {
  return await new Promise((resolve, reject) => {
    const { signal, env } = options;
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env }, ...(signal && { signal }) });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 128));
  });
}
