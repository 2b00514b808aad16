import type { BundlePart } from '../../../shared/model/bundle.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { type Bundle, openBundle } from '../../engine/bundle/bundle.ts';
import { makeKeys, readPrivateKey } from '../../engine/bundle/signature/keys.ts';
import { signBundle } from '../../engine/bundle/signature/sign-bundle.ts';
import { signatureFindings, trustedKeysFile, trustKeysOf } from '../../engine/bundle/signature/trust.ts';
import { verifyWhole } from '../../engine/bundle/verify-contents.ts';
import { copyBundle } from '../../engine/bundle/write/copy.ts';
import { padTo } from '../columns.ts';
import type { Console } from '../console.ts';
import { exit, type Exit } from '../exit.ts';
import { type BundleArguments, misuse, readBundleArguments, sizeOf } from './bundle-arguments.ts';
import { build } from './bundle-build.ts';
import { progressLine } from './bundle-progress.ts';
import { bundleUsage } from './bundle-usage.ts';

interface Invocation {
  readonly operand: string | undefined;
  readonly given: BundleArguments;
  readonly console: Console;
  readonly signal: AbortSignal;
}

const words = {
  en: {
    keys: (files: readonly string[]) =>
      `${files.join(', ')}: sign with the first, which is yours alone; hand on the second, and have it trusted.`,
    trusted: (keys: number, file: string) => `${keys} new in ${file}`,
    signed: (key: string) => `signed by ${key}`,
    unsigned: 'not signed',
    sound: (blobs: number, megabytes: string) => `All ${blobs} blobs are as they should be (${megabytes} MB).`,
    programs: 'Every image is complete, and every program, decompressed, is what the list says.',
    programsVouched:
      'Every image is complete. Programs were not decompressed: a key that you trust vouches for them (--programs does it anyway).',
    hashing: 'verifying',
    writing: 'writing',
  },
  zh: {
    keys: (files: readonly string[]) => `${files.join('、')}：前者用于签名，只属于您；后者交给使用者，由其信任。`,
    trusted: (keys: number, file: string) => `${file} 中新增 ${keys} 个`,
    signed: (key: string) => `签名密钥 ${key}`,
    unsigned: '没有签名',
    sound: (blobs: number, megabytes: string) => `全部 ${blobs} 项数据均正确（${megabytes} MB）。`,
    programs: '每个镜像均完整，每个程序解压后均与清单一致。',
    programsVouched: '每个镜像均完整。未解压程序：您信任的密钥已为其签名（如仍要解压，使用 --programs）。',
    hashing: '正在校验',
    writing: '正在写入',
  },
};

const verbs: Readonly<Record<string, (invocation: Invocation) => Promise<Exit>>> = {
  build: async ({ operand, given, console, signal }) => {
    if (operand !== undefined) throw misuse(`${operand}?`, console.language);
    return await build(given, console, signal);
  },
  keygen: async ({ operand, console }) => {
    const { publicKey, files } = await makeKeys(operandOf(operand, 'NAME', console));
    console.print(`${publicKey}\n${words[console.language].keys(files)}\n`);
    return exit.success;
  },
  trust: async ({ operand, console }) => {
    const added = await trustKeysOf(operandOf(operand, 'NAME.pub', console));
    for (const key of added) console.print(`${key}\n`);
    console.print(`${words[console.language].trusted(added.length, trustedKeysFile())}\n`);
    return exit.success;
  },
  sign: async ({ operand, given, console, signal }) => {
    const path = operandOf(operand, 'BUNDLE', console);
    if (given.key === undefined) throw misuse('--key FILE', console.language);
    await signBundle(path, await readPrivateKey(given.key), signal);
    return await withBundle(path, signal, (bundle) => {
      printSigners(bundle, console);
      return Promise.resolve(exit.success);
    });
  },
  inspect: async ({ operand, given, console, signal }) =>
    await withBundle(operandOf(operand, 'BUNDLE', console), signal, (bundle) => {
      const { path, manifest, signers } = bundle;
      if (given.json) console.print(`${JSON.stringify({ type: 'bundle', path, signers, ...manifest })}\n`);
      else {
        console.print(
          `${path}\nKubernetes ${manifest.kubernetes}\n${manifest.parts.map((part) => `${partLine(part)}\n`).join('')}`,
        );
        printSigners(bundle, console);
      }
      return Promise.resolve(exit.success);
    }),
  verify: async ({ operand, given, console, signal }) =>
    await withBundle(operandOf(operand, 'BUNDLE', console), signal, async (bundle) => {
      const say = words[console.language];
      const progress = progressLine(say.hashing, given.json, console);
      let programs: boolean;
      try {
        ({ programs } = await verifyWhole(bundle, { signal, programs: given.programs, onProgress: progress.at }));
      } finally {
        progress.end();
      }
      const [finding] = await signatureFindings(bundle, false);
      if (finding) throw new ProblemError(finding.problem);
      const sizes = [...blobsIn(bundle)].map((digest) => bundle.size(digest));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (given.json) {
        const { path, signers } = bundle;
        console.print(`${JSON.stringify({ type: 'verified', path, blobs: sizes.length, bytes, programs, signers })}\n`);
        return exit.success;
      }
      console.print(`${say.sound(sizes.length, (bytes / 1e6).toFixed(0))}\n${programs ? say.programs : say.programsVouched}\n`);
      printSigners(bundle, console);
      return exit.success;
    }),
  pack: async (invocation) => {
    const { given, console } = invocation;
    if (given.out === undefined) throw misuse('-o FILE', console.language);
    return await pack(invocation, given.out, given.split ?? given.size);
  },
  split: async (invocation) => {
    const { operand, given, console } = invocation;
    const size = given.size ?? given.split;
    if (size === undefined) throw misuse('--size SIZE', console.language);
    return await pack(invocation, given.out ?? operandOf(operand, 'BUNDLE', console), size);
  },
};

/** `barque bundle VERB`: bundles made, looked at, signed and verified. */
export async function bundle(argv: readonly string[], console: Console, signal: AbortSignal): Promise<Exit> {
  const { language } = console;
  const { values: given, positionals } = readBundleArguments(argv, language);
  const [verb, operand, ...more] = positionals;
  if (given.help || verb === undefined) {
    console.print(bundleUsage[language]);
    return exit.success;
  }
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run || more.length > 0) throw misuse(`${(run ? more : positionals).join(' ')}?`, language);
  return await run({ operand, given, console, signal });
}

const blobsIn = ({ manifest }: Bundle): ReadonlySet<string> =>
  new Set(manifest.parts.flatMap((part) => [part, ...(part.kind === 'image' ? part.blobs : [])].map((blob) => blob.digest)));

function operandOf(operand: string | undefined, what: string, { language }: Console): string {
  if (operand === undefined) throw misuse(what, language);
  return operand;
}

async function withBundle(path: string, signal: AbortSignal, work: (bundle: Bundle) => Promise<Exit>): Promise<Exit> {
  const opened = await openBundle(path, signal);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function pack({ operand, given, console, signal }: Invocation, out: string, split: string | undefined): Promise<Exit> {
  const progress = progressLine(words[console.language].writing, given.json, console);
  try {
    const files = await copyBundle(operandOf(operand, 'BUNDLE', console), out, {
      signal,
      onProgress: progress.at,
      ...(split !== undefined && { split: sizeOf(split, console.language) }),
    });
    progress.end();
    console.print(`${files.join('\n')}\n`);
    return exit.success;
  } finally {
    progress.end();
  }
}

function printSigners({ signers }: Bundle, { language, print }: Console): void {
  const say = words[language];
  print(`${signers.length === 0 ? say.unsigned : signers.map(say.signed).join('\n')}\n`);
}

const partLine = (part: BundlePart): string =>
  [
    padTo(part.kind, 10),
    padTo(part.name, 50),
    padTo('version' in part ? part.version : '', 12),
    padTo(part.kind === 'os-package' ? `${part.os} ${part.arch}` : part.arch, 14),
    `${((part.size + (part.kind === 'image' ? part.blobs.reduce((sum, blob) => sum + blob.size, 0) : 0)) / 1e6).toFixed(1)} MB`.padStart(
      10,
    ),
    part.licence ?? '',
    part.source ?? '',
  ]
    .join('  ')
    .trimEnd();
