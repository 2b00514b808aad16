import { readFile } from 'node:fs/promises';
import type { Acceptance } from '../../shared/draft/draft.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Skip } from '../../shared/run/skipping.ts';
import { unsignedAllowed } from '../engine/bundle/signature/trust.ts';
import { openReach, type Reaching } from '../engine/reach.ts';
import { specIn } from '../engine/spec-text.ts';
import { readSecrets } from '../engine/vault/secrets-file.ts';
import { readIntent } from '../engine/workspace/intent.ts';
import { createWorkspace, defaultWorkspace, openWorkspace, type Workspace } from '../engine/workspace/workspace.ts';
import { type Arguments, UsageError } from './arguments.ts';
import type { Console } from './console.ts';
import { openVault } from './vault.ts';

/** What every command that reaches hosts works with. */
export interface Session extends Reaching {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  /** The bundle's directory: the one given, else that of the latest apply. */
  readonly bundle: string | undefined;
  /** The blockers that the latest apply was begun with all the same. */
  readonly accepted: readonly Acceptance[];
  /** The steps that the latest apply, or what went on with it, was to go on without. */
  readonly skipped: readonly Skip[];
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
  const { workspace, spec } = await openSpecAndWorkspace(given, create);
  await openVault(workspace, given, console, signal);
  const intent = await readIntent(workspace.dir);
  const reaching = await openReach(
    workspace,
    {
      given: given.secrets === undefined ? new Map() : await readSecrets(given.secrets, signal),
      askSecret: console.interactive
        ? (name, abort) => console.secret(questions[console.language].secret(name), abort)
        : undefined,
      local: given.local ?? intent?.local,
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
  const accepted = [...(intent?.accepted ?? []), ...(given.allowUnsigned ? unsignedAllowed(reaching.who) : [])];
  const skipped = intent?.skipped ?? [];
  return { ...reaching, workspace, spec, bundle: given.bundle ?? intent?.bundle, accepted, skipped };
}

/** The workspace that is named, or that belongs to the spec that is; its spec may be missing or wrong. */
export async function givenWorkspace(given: Arguments): Promise<Workspace> {
  if (given.workspace !== undefined) return await openWorkspace(given.workspace);
  if (given.file === undefined) throw new UsageError('-f SPEC or -w WORKSPACE is missing');
  return await openWorkspace(defaultWorkspace(given.file, (await readSpec(given.file)).spec.name));
}

async function openSpecAndWorkspace(given: Arguments, create: boolean): Promise<{ workspace: Workspace; spec: ClusterSpec }> {
  if (given.file === undefined) {
    if (given.workspace === undefined) throw new UsageError('-f SPEC or -w WORKSPACE is missing');
    const workspace = await openWorkspace(given.workspace);
    return { workspace, spec: specIn(await workspace.readSpec()) };
  }
  const { spec, yaml } = await readSpec(given.file);
  const dir = given.workspace ?? defaultWorkspace(given.file, spec.name);
  try {
    return { workspace: await openWorkspace(dir), spec };
  } catch (error) {
    const missing = error instanceof ProblemError && error.problems[0].code === 'workspace.missing';
    if (!missing || !create) throw error;
    return { workspace: await createWorkspace(dir, spec.name, { spec: yaml }), spec };
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
