/** What keeps a computer from being suspended: Electron's `powerSaveBlocker`. */
export interface Blocker {
  readonly start: (type: 'prevent-app-suspension') => number;
  readonly stop: (id: number) => unknown;
}

/** Keeps the computer awake as long as it is told that something goes on. */
export function keepingAwake(blocker: Blocker): (busy: boolean) => void {
  let held: number | undefined;
  return (busy) => {
    if (busy) held ??= blocker.start('prevent-app-suspension');
    else if (held !== undefined) {
      blocker.stop(held);
      held = undefined;
    }
  };
}
