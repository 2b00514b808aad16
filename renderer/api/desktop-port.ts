import type { Port } from '../../shared/contract/wire.ts';

/**
 * The engine of the desktop application: the preload script hands this page one end of a channel to it, for each load of the page.
 * Undefined where the page is in no desktop application.
 */
export async function desktopPort(): Promise<Port | undefined> {
  if (!('barque' in window)) return undefined;
  const channel = await new Promise<MessagePort>((resolve) => {
    const take = ({ source, data, ports: [port] }: MessageEvent) => {
      if (source !== window || data !== 'barque-engine' || port === undefined) return;
      window.removeEventListener('message', take);
      resolve(port);
    };
    window.addEventListener('message', take);
    window.postMessage('barque-engine-wanted', window.location.origin);
  });
  channel.start();
  return {
    send: (message) => channel.postMessage(message),
    onMessage: (take) => channel.addEventListener('message', ({ data }) => take(data)),
    onClose: (ended) => channel.addEventListener('close', ended),
    close: () => channel.close(),
  };
}
