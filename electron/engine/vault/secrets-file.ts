import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { secretName } from '../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { reasonOf } from '../workspace/durable-file.ts';
import { refuseUnlessOwnerOnly } from './owner-only.ts';

/** A secrets file holds passwords and a few keys; more than this is something else. In bytes. */
const largest = 1024 * 1024;

/**
 * Reads what `--secrets` names: a file that is its owner's alone, or an open descriptor (`fd:3`). It is a map from names
 * to values in YAML or JSON; every value is taken as the text it is written as, so that 0123 stays 0123.
 * @throws {ProblemError} `secrets.invalid`, `secrets.file-mode`, `secrets.file-owner`
 */
export async function readSecrets(from: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  return parsed(from, await secretText(from, signal));
}

/**
 * Reads a passphrase: the first line of a file that is its owner's alone, or of an open descriptor (`fd:3`).
 * @throws {ProblemError} `secrets.invalid`, `secrets.file-mode`, `secrets.file-owner`
 */
export async function readPassphrase(from: string, signal: AbortSignal): Promise<string> {
  const [line = ''] = (await secretText(from, signal)).split(/\r?\n/, 1);
  if (line === '') throw invalid(from, 'the first line is empty');
  return line;
}

async function secretText(from: string, signal: AbortSignal): Promise<string> {
  const descriptor = /^fd:(\d{1,9})$/.exec(from)?.[1];
  try {
    return descriptor === undefined ? await fileText(from, signal) : await textOf(Number(descriptor), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProblemError ? error : invalid(from, reasonOf(error));
  }
}

const secrets = z.record(z.string(), z.string());

function parsed(source: string, text: string): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = load(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    // Never the parser's own words: they quote the file.
    const line = error instanceof YAMLException ? error.mark?.line : undefined;
    throw invalid(source, line === undefined ? 'not YAML or JSON' : `line ${line + 1} is not YAML or JSON`);
  }
  const read = secrets.safeParse(value);
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') ?? '';
    throw invalid(source, at === '' ? 'not a map from names to texts' : `the value of ${at} is not a text`);
  }
  for (const [name, secret] of Object.entries(read.data)) {
    // What is no name may be a secret that was written in the wrong place.
    if (!secretName.safeParse(name).success)
      throw invalid(source, 'a name may have a-z, 0-9, "." and "-" only, up to 63 of them');
    if (secret === '') throw invalid(source, `the value of ${name} is empty`);
  }
  return new Map(Object.entries(read.data));
}

async function fileText(path: string, signal: AbortSignal): Promise<string> {
  const file = await open(path, 'r');
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw invalid(path, 'not a file');
    refuseUnlessOwnerOnly(path, stats);
    if (stats.size > largest) throw invalid(path, `${stats.size} bytes`);
    return await file.readFile({ encoding: 'utf8', signal });
  } finally {
    await file.close();
  }
}

async function textOf(fd: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream('', { fd, signal })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > largest) throw invalid(`fd:${fd}`, `more than ${largest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const invalid = (source: string, reason: string) => new ProblemError(problem('secrets.invalid', { source, reason }));
