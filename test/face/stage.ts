// The face on a stage: the whole of it, with a stand-in for the engine in the same page.
import { start } from '../../renderer/app/start.tsx';
import { stageEngine } from './engine.ts';

const asked = new URLSearchParams(window.location.search);
const number = (name: string): number | undefined => (asked.has(name) ? Number(asked.get(name)) : undefined);
const element = document.getElementById('face');
if (element !== null)
  await start(
    element,
    stageEngine({
      nodes: number('nodes') ?? 5,
      steps: number('steps'),
      rate: number('rate') ?? 60,
      fail: asked.get('fail') ?? undefined,
      begin: asked.has('begin'),
    }),
  );
