// Builds what runs: `tsx build/bundle.ts` all of it, `tsx build/bundle.ts face` (or `programs`, `desktop`) a part.
import { buildFace } from './face.ts';
import { buildDesktop, buildPrograms } from './programs.ts';

const parts = { programs: buildPrograms, desktop: buildDesktop, face: buildFace };
const [asked] = process.argv.slice(2);
await Promise.all(Object.entries(parts).flatMap(([name, build]) => (asked === undefined || asked === name ? [build()] : [])));
