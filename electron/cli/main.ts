import { ProblemError } from '../../shared/problems/problem.ts';
import { readArguments, usage, UsageError } from './arguments.ts';
import { apply, resume, verify } from './commands/apply.ts';
import { certsRenew } from './commands/certs-renew.ts';
import { certsList } from './commands/certs.ts';
import { bundle } from './commands/bundle.ts';
import type { Command } from './commands/command.ts';
import { exportCommand } from './commands/export.ts';
import { kubeconfig } from './commands/kubeconfig.ts';
import { knownHostsExport, knownHostsImport, knownHostsList, knownHostsRemove } from './commands/known-hosts.ts';
import { plan } from './commands/plan.ts';
import { doctor, probe } from './commands/probe.ts';
import { specCheck, specExample } from './commands/spec.ts';
import { status } from './commands/status.ts';
import { joinCommandLine, tokensDelete, tokensList } from './commands/tokens.ts';
import { vaultForget, vaultHandOver, vaultPassphrase, vaultProtect, vaultStatus } from './commands/vault.ts';
import { openConsole } from './console.ts';
import { exit, type Exit } from './exit.ts';
import { languageOf } from './language.ts';
import { version } from './version.ts';

/** The commands by their words; `operands` is how many words may follow them. */
const commands: ReadonlyMap<string, { readonly run: Command; readonly operands?: number }> = new Map([
  ['spec example', { run: specExample }],
  ['spec check', { run: specCheck, operands: 1 }],
  ['plan', { run: plan }],
  ['apply', { run: apply }],
  ['resume', { run: resume }],
  ['verify', { run: verify }],
  ['status', { run: status }],
  ['probe', { run: probe }],
  ['doctor', { run: doctor }],
  ['certs list', { run: certsList }],
  ['certs renew', { run: certsRenew }],
  ['kubeconfig', { run: kubeconfig }],
  ['join-command', { run: joinCommandLine }],
  ['tokens list', { run: tokensList }],
  ['tokens delete', { run: tokensDelete, operands: 1 }],
  ['export', { run: exportCommand }],
  ['vault status', { run: vaultStatus }],
  ['vault protect', { run: vaultProtect }],
  ['vault passphrase', { run: vaultPassphrase }],
  ['vault hand-over', { run: vaultHandOver }],
  ['vault forget', { run: vaultForget }],
  ['known-hosts list', { run: knownHostsList }],
  ['known-hosts import', { run: knownHostsImport, operands: 1 }],
  ['known-hosts export', { run: knownHostsExport }],
  ['known-hosts remove', { run: knownHostsRemove, operands: 1 }],
]);

/** @throws {UsageError} for words that are no command, or that are too many for it */
function commandOf(words: readonly string[]): Command {
  for (const length of [2, 1]) {
    const found = commands.get(words.slice(0, length).join(' '));
    if (!found) continue;
    const more = words.slice(length + (found.operands ?? 0));
    if (more.length > 0) throw new UsageError(`${more.join(' ')}?`);
    return found.run;
  }
  throw new UsageError(`${words.join(' ')}?`);
}

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
    // it has options of its own
    if (argv[0] === 'bundle') return await bundle(argv.slice(1), console, cancel.signal);
    const given = readArguments(argv);
    if (given.version) {
      console.print(`${version}\n`);
      return exit.success;
    }
    if (given.help || given.command.length === 0) {
      console.print(usage[language]);
      return exit.success;
    }
    return await commandOf(given.command)({ arguments: given, console, signal: cancel.signal });
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${error.usage ?? usage[language]}`);
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
