import { createContext, useContext, type ReactNode } from 'react';
import type { EngineApi } from '../../shared/contract/engine-api.ts';

/** The engine as the face has it: the client (client.ts), or a stand-in of a test. */
export type Engine = EngineApi<AbortSignal>;

const EngineContext = createContext<Engine | undefined>(undefined);

/** Gives the engine to everything below. */
export const EngineProvider = ({ engine, children }: { readonly engine: Engine; readonly children: ReactNode }) => (
  <EngineContext value={engine}>{children}</EngineContext>
);

/** The engine of the provider above. */
export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (engine === undefined) throw new Error('no EngineProvider above');
  return engine;
}
