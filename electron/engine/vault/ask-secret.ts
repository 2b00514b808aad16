import { StringDecoder } from 'node:string_decoder';

/** A terminal that a person sits at. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { setRawMode(on: boolean): unknown };
  readonly output: { write(text: string): unknown };
  /** What Ctrl-C does, which a raw terminal does not do by itself. */
  readonly interrupt: () => void;
}

/**
 * Asks for a secret on a terminal; what is typed is not shown. Enter ends it, Backspace takes back a character, Ctrl-U all.
 * @throws the signal's reason
 */
export async function askSecret(question: string, { input, output, interrupt }: Terminal, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  input.setRawMode(true);
  output.write(`${question}: `);
  let take: (chunk: Buffer | string) => void = () => undefined;
  let abort: () => void = () => undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = '';
      const decoder = new StringDecoder('utf8');
      take = (chunk) => {
        typed += typeof chunk === 'string' ? chunk : decoder.write(chunk);
        if (typed.includes('\u0003')) interrupt();
        const end = typed.search(/[\r\n]/);
        if (end >= 0) resolve(edited(typed.slice(0, end)));
      };
      abort = () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal.addEventListener('abort', abort, { once: true });
      input.on('data', take);
      input.resume();
    });
  } finally {
    input.off('data', take);
    signal.removeEventListener('abort', abort);
    input.pause();
    input.setRawMode(false);
    output.write('\n');
  }
}

/** What keys such as arrows, and pasting, send around text; built from a string, since ESC shows in no editor. */
const sequences = new RegExp(`${String.fromCharCode(27)}(\\[[0-9;]*[ -/]*[@-~]|O.)`, 'g');

/** The text that all those keys make. Sequences are found here, and not as they arrive, because they may arrive in pieces. */
function edited(keys: string): string {
  let text: string[] = [];
  for (const key of keys.replace(sequences, '')) {
    if (key === '\u0015') text = [];
    else if (key === '\u007f' || key === '\b') text.pop();
    else if (key >= ' ' || key === '\t') text.push(key);
  }
  return text.join('');
}
