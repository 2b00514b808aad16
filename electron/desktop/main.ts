// The desktop application's entry. A scheme can be registered only before the application is ready, so that comes before all else.
import { registerScheme } from './scheme.ts';

registerScheme();
await import('./application.ts');
