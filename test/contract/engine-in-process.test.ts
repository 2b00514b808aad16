import { openEngine } from '../../electron/engine/api/engine.ts';
import { serve } from '../../electron/engine/api/serve.ts';
import { connectEngine } from '../../renderer/api/client.ts';
import { portPair } from '../fixtures/engine.ts';
import { engineContract } from './engine-contract.ts';

engineContract('in this process, behind a port', async (folders) => {
  const engine = openEngine({ ...folders, host: 'web', version: '0.0.0' });
  const face = () => {
    const [near, far] = portPair();
    serve(engine.api, far);
    return Promise.resolve(connectEngine(near));
  };
  return { engine: await face(), again: face, close: engine.close };
});
