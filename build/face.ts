// Bundles the face into dist/face: index.html, and modules and styles whose names change with their content.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { oneLocale } from './one-locale.ts';

/** Builds renderer/app/main.tsx. `index.html` names `face.js` and `face.css`, which stand for what was built of them. */
export async function buildFace(out = 'dist/face'): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { face: 'renderer/app/main.tsx' },
    outdir: out,
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: 'asset-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox128', 'safari17'],
    jsx: 'automatic',
    minify: true,
    metafile: true,
    sourcemap: false,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file', '.svg': 'file', '.xlsx': 'file' },
    plugins: [oneLocale],
    logLevel: 'warning',
  });
  const [entry] = Object.entries(metafile.outputs).flatMap(([path, { entryPoint, cssBundle }]) =>
    entryPoint === 'renderer/app/main.tsx' ? [{ path, cssBundle }] : [],
  );
  if (entry === undefined) throw new Error('the face has no entry');
  const page = await readFile('renderer/index.html', 'utf8');
  const style = entry.cssBundle;
  await mkdir(out, { recursive: true });
  await writeFile(
    join(out, 'index.html'),
    (style === undefined
      ? page.replace(/^.*"face\.css".*\n/m, '')
      : page.replace('"face.css"', `"./${basename(style)}"`)
    ).replace('"face.js"', `"./${basename(entry.path)}"`),
  );
}
