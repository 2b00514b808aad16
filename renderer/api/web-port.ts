import { jsonPort } from '../../shared/contract/json-port.ts';
import type { Port } from '../../shared/contract/wire.ts';

/** Where the token of this launch is kept: for this tab and this server, so that a reload finds it. */
const kept = 'barque-token';

/** The token of this launch: from the address that was opened, or from before a reload. It leaves the address bar at once. */
function token(): string {
  const given = window.location.hash.slice(1);
  if (/^[\w-]{43}$/.test(given)) {
    window.sessionStorage.setItem(kept, given);
    window.history.replaceState(null, '', window.location.pathname);
  }
  return window.sessionStorage.getItem(kept) ?? '';
}

/** The engine that serves this page, over a WebSocket. Resolves when it is connected, and also where it cannot be: then it is closed. */
export async function webPort(): Promise<Port> {
  const socket = new WebSocket(`ws://${window.location.host}/engine`, ['barque', token() || 'none']);
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('close', resolve);
  });
  return jsonPort({
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onText: (take) => {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') take(data);
      });
    },
    onClose: (ended) => {
      if (socket.readyState === WebSocket.CLOSED) ended();
      else socket.addEventListener('close', ended);
    },
    close: () => socket.close(),
  });
}
