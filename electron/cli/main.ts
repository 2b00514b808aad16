import { ProblemError } from '../../shared/problems/problem.ts';
import { readArguments, usage, UsageError } from './arguments.ts';
import { apply, resume, verify } from './commands/apply.ts';
import type { Command } from './commands/command.ts';
import { plan } from './commands/plan.ts';
import { specCheck, specExample } from './commands/spec.ts';
import { status } from './commands/status.ts';
import { openConsole } from './console.ts';
import { exit, type Exit } from './exit.ts';
import { languageOf } from './language.ts';
import { version } from './version.ts';

const commands: Readonly<Record<string, Command>> = {
  'spec example': specExample,
  'spec check': specCheck,
  plan,
  apply,
  resume,
  verify,
  status,
};

/** Runs the command line; every way out of it is an exit code. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<Exit> {
  const language = languageOf(/--lang[= ](\w+)/.exec(argv.join(' '))?.[1], environment);
  const cancel = new AbortController();
  const interrupt = () => {
    cancel.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const console = openConsole(language, argv.includes('--json'), interrupt);
  try {
    const given = readArguments(argv);
    if (given.version) {
      console.print(`${version}\n`);
      return exit.success;
    }
    const [first = '', second = ''] = given.command;
    const command = commands[`${first} ${second}`] ?? commands[first];
    if (given.help || first === '') {
      console.print(usage[language]);
      return exit.success;
    }
    if (!command) throw new UsageError(`${given.command.join(' ')}?`);
    return await command({ arguments: given, console, signal: cancel.signal });
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usage[language]}`);
      return exit.usage;
    }
    if (error instanceof ProblemError) {
      console.problems(error.problems);
      return exit.refused;
    }
    if (cancel.signal.aborted) return exit.cancelled;
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
