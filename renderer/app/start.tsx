import '../face.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EngineProvider, type Engine } from '../api/engine.tsx';
import { App } from '../shell/app.tsx';
import { createPreferences, PreferencesContext } from '../store/preferences.tsx';

/** Draws the face into an element, as soon as the engine has said how its operator likes it. */
export async function start(element: HTMLElement, engine: Engine): Promise<void> {
  const signal = new AbortController().signal;
  // Without an engine the first screen says so itself.
  const { settings } = await engine['application.info']({}, signal).catch(() => ({ settings: {} }));
  createRoot(element).render(
    <StrictMode>
      <EngineProvider engine={engine}>
        <PreferencesContext value={createPreferences(engine, settings)}>
          <App />
        </PreferencesContext>
      </EngineProvider>
    </StrictMode>,
  );
}
