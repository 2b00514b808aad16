// Builds what runs: `tsx build/bundle.ts` all of it, `tsx build/bundle.ts programs` or `face` a part.
import { buildFace } from './face.ts';
import { buildPrograms } from './programs.ts';

const parts = { programs: buildPrograms, face: buildFace };
const [asked] = process.argv.slice(2);
await Promise.all(Object.entries(parts).flatMap(([name, build]) => (asked === undefined || asked === name ? [build()] : [])));
