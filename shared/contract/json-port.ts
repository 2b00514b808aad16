import type { Port } from './wire.ts';

/** Something that carries texts both ways, such as a WebSocket. */
export interface TextChannel {
  readonly send: (text: string) => void;
  readonly onText: (take: (text: string) => void) => void;
  readonly onClose: (ended: () => void) => void;
  readonly close: () => void;
}

/** A port over texts: each message is one, as JSON. What is no JSON ends it. */
export const jsonPort = (channel: TextChannel): Port => ({
  send: (message) => channel.send(JSON.stringify(message)),
  onMessage: (take) =>
    channel.onText((text) => {
      let message: unknown;
      try {
        message = JSON.parse(text);
      } catch {
        channel.close();
        return;
      }
      take(message);
    }),
  onClose: (ended) => channel.onClose(ended),
  close: () => channel.close(),
});
