// Bundles what runs in Node: the command line, the web host and the desktop application. What they read at run time lies beside each.
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

/** What every program of Node's is bundled with. */
const forNode = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ssh2 tries native code and goes on without it; its own modules are CommonJS and want `require` and `__dirname`
  external: ['cpu-features', './crypto/build/Release/sshcrypto.node', 'electron'],
  sourcemap: 'linked',
  logLevel: 'warning',
} as const satisfies BuildOptions;
const commonJs =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url), __dirname = import.meta.dirname;";

/** Builds the command line and the web host. */
export async function buildPrograms(outdir = 'dist'): Promise<void> {
  await build({
    ...forNode,
    entryPoints: { barque: 'electron/cli/barque.ts', 'barque-web': 'electron/web/main.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${commonJs}` },
  });
  await copyBeside(outdir);
}

/** What a program reads that lies beside it: the node helper's files, and the thread that hashes. */
async function copyBeside(outdir: string): Promise<void> {
  for (const path of ['electron/engine/node/helper', 'electron/engine/bundle/hash/hash-thread.mjs'])
    await cp(path, join(outdir, basename(path)), { recursive: true });
}

/** Builds the desktop application, its engine's process and its bridge. */
export async function buildDesktop(outdir = 'dist/desktop'): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await Promise.all([
    build({
      ...forNode,
      entryPoints: { main: 'electron/desktop/main.ts', engine: 'electron/desktop/engine-main.ts' },
      outdir,
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      // the entry is to be there before the application is ready; the rest may come later
      splitting: true,
      chunkNames: 'part-[hash]',
      banner: { js: commonJs },
    }),
    // a sandboxed bridge is CommonJS
    build({
      ...forNode,
      entryPoints: { preload: 'electron/preload/preload.ts' },
      outdir,
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      sourcemap: false,
    }),
  ]);
  await copyBeside(outdir);
}
