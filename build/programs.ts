// Bundles what runs in Node: the command line in dist/barque.mjs, the web host in dist/barque-web.mjs; the node helper's script lies beside it.
import { copyFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** Builds the command line and the web host. */
export async function buildPrograms(): Promise<void> {
  await build({
    entryPoints: { barque: 'electron/cli/barque.ts', 'barque-web': 'electron/web/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // ssh2 tries native code and goes on without it; its own modules are CommonJS and want `require` and `__dirname`
    external: ['cpu-features', './crypto/build/Release/sshcrypto.node'],
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url), __dirname = import.meta.dirname;",
    },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  await copyFile('electron/engine/node/barque-node.sh', 'dist/barque-node.sh');
}
