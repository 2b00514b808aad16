import type { Page } from 'playwright';
import { jsonPort } from '../../shared/contract/json-port.ts';
import type { Port } from '../../shared/contract/wire.ts';

/** What the relay puts into the page, in the page's terms. */
const relay = `new Promise((resolve) => {
  addEventListener('message', function take({ data, ports }) {
    if (data !== 'barque-engine') return;
    removeEventListener('message', take);
    const [port] = ports;
    port.onmessage = ({ data }) => window.NAME(JSON.stringify(data));
    window.NAME_send = (text) => port.postMessage(JSON.parse(text));
    resolve();
  });
  postMessage('barque-engine-wanted', location.origin);
})`;

let relays = 0;

/** A channel to the engine by way of a page of the desktop application, as the page itself has one. */
export async function pagePort(page: Page): Promise<Port> {
  const name = `relay${relays++}`;
  const takes: ((text: string) => void)[] = [];
  await page.exposeFunction(name, (text: string) => {
    for (const take of takes) take(text);
  });
  await page.evaluate(relay.replaceAll('NAME', name));
  // one after the other, as a channel carries them
  let sent: Promise<unknown> = Promise.resolve();
  return jsonPort({
    send: (text) => {
      sent = sent.then(() => page.evaluate(`window.${name}_send(${JSON.stringify(text)})`)).catch(() => undefined);
    },
    onText: (take) => void takes.push(take),
    onClose: (ended) => void page.once('close', ended),
    close: () => undefined,
  });
}
