// Bundles the command line into one file, dist/barque.mjs, with the node helper's script inside.
import { build } from 'esbuild';

await build({
  entryPoints: { barque: 'electron/cli/barque.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // ssh2 tries native code and goes on without it; its own modules are CommonJS and want a `require`
  external: ['cpu-features', './crypto/build/Release/sshcrypto.node'],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  loader: { '.sh': 'text' },
  sourcemap: 'linked',
  logLevel: 'warning',
});
