import { readFile } from 'node:fs/promises';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { openReach, type Reaching } from '../engine/reach.ts';
import type { DeployOrder } from '../engine/runner/order-schema.ts';
import { latestDeployOrder } from '../engine/runner/run-order.ts';
import { specIn } from '../engine/spec-text.ts';
import { readSecrets } from '../engine/vault/secrets-file.ts';
import { createWorkspace, defaultWorkspace, openWorkspace, type Workspace } from '../engine/workspace/workspace.ts';
import { type Arguments, UsageError } from './arguments.ts';
import type { Console } from './console.ts';
import { openVault } from './vault.ts';

/** What every command that reaches hosts works with. */
export interface Session extends Reaching {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  /** The spec's text. */
  readonly yaml: string;
  /** What the latest deployment was ordered with; what was accepted in it holds for its bundle alone. */
  readonly deployed: DeployOrder | undefined;
}

const questions = {
  en: {
    contact: (host: string, print: string) => `${host} is new; its host key is ${print}. Trust it?`,
    pinned: (host: string, print: string) => `${host}: host key ${print} pinned at first contact`,
    secret: (name: string) => `secret "${name}"`,
  },
  zh: {
    contact: (host: string, print: string) => `首次连接 ${host}，主机密钥为 ${print}。信任吗？`,
    pinned: (host: string, print: string) => `${host}：首次连接，已记录主机密钥 ${print}`,
    secret: (name: string) => `密码或密钥“${name}”`,
  },
};

/** Reads a spec file. @throws {ProblemError} `spec.*` */
export async function readSpec(file: string): Promise<{ spec: ClusterSpec; yaml: string }> {
  const yaml = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError(problem('spec.unreadable', { path: file, reason }));
  });
  return { spec: specIn(yaml), yaml };
}

/** Opens the workspace (made, with `create`, where there is none yet) and what the hosts are reached with. */
export async function openSession(given: Arguments, console: Console, create: boolean, signal: AbortSignal): Promise<Session> {
  const { workspace, spec, yaml } = await openSpecAndWorkspace(given, create);
  await openVault(workspace, given, console, signal);
  const deployed = await latestDeployOrder(workspace);
  const reaching = await openReach(
    workspace,
    {
      given: given.secrets === undefined ? new Map() : await readSecrets(given.secrets, signal),
      askSecret: console.interactive
        ? (name, abort) => console.secret(questions[console.language].secret(name), abort)
        : undefined,
      // never from a file: whoever wrote the workspace would have root commands run here
      local: given.local,
      onFirstContact: oneAtATime((host: string, print: string) => trust(given, console, signal, host, print)),
      ask: oneAtATime(async ({ host, instruction, prompts }, abort) => {
        const answers: string[] = [];
        for (const { text, echo } of prompts) {
          const question = `${host} ${instruction} ${text}`;
          answers.push(await (echo ? console.line(question, abort) : console.secret(question, abort)));
        }
        return answers;
      }),
    },
    signal,
  );
  return { ...reaching, workspace, spec, yaml, deployed };
}

/** The workspace that is named, or that belongs to the spec that is; its spec may be missing or wrong. */
export async function givenWorkspace(given: Arguments): Promise<Workspace> {
  if (given.workspace !== undefined) return await openWorkspace(given.workspace);
  if (given.file === undefined) throw new UsageError('-f SPEC or -w WORKSPACE is missing');
  return await openWorkspace(defaultWorkspace(given.file, (await readSpec(given.file)).spec.name));
}

async function openSpecAndWorkspace(given: Arguments, create: boolean): Promise<Pick<Session, 'workspace' | 'spec' | 'yaml'>> {
  if (given.file === undefined) {
    if (given.workspace === undefined) throw new UsageError('-f SPEC or -w WORKSPACE is missing');
    const workspace = await openWorkspace(given.workspace);
    const yaml = await workspace.readSpec();
    return { workspace, spec: specIn(yaml), yaml };
  }
  const { spec, yaml } = await readSpec(given.file);
  const dir = given.workspace ?? defaultWorkspace(given.file, spec.name);
  try {
    return { workspace: await openWorkspace(dir), spec, yaml };
  } catch (error) {
    const missing = error instanceof ProblemError && error.problems[0].code === 'workspace.missing';
    if (!missing || !create) throw error;
    return { workspace: await createWorkspace(dir, spec.name, { spec: yaml }), spec, yaml };
  }
}

async function trust(given: Arguments, console: Console, signal: AbortSignal, host: string, print: string): Promise<boolean> {
  const words = questions[console.language];
  if (given.yes) {
    if (!given.json) console.print(`${words.pinned(host, print)}\n`);
    return true;
  }
  return console.interactive && (await console.confirm(words.contact(host, print), signal));
}

/** A person is asked one thing at a time, whichever host asks. */
function oneAtATime<A extends readonly unknown[], R>(question: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const answer = last.then(() => question(...args));
    last = answer.catch(() => undefined);
    return answer;
  };
}
