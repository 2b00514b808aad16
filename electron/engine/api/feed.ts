/** What one side puts in as it happens and the other takes out when it can, until it ends. One taker. */
export class Feed<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;
  readonly #keep: (waiting: T[], next: T) => void;

  /** @param keep puts the next item among those that wait: at their end, unless it is told otherwise */
  constructor(keep: (waiting: T[], next: T) => void = (waiting, next) => void waiting.push(next)) {
    this.#keep = keep;
  }

  /** One in which only the latest item waits. */
  static ofLatest<T>(): Feed<T> {
    return new Feed<T>((waiting, next) => void waiting.splice(0, waiting.length, next));
  }

  readonly put = (item: T): void => {
    this.#keep(this.#items, item);
    this.#wake();
  };

  /** Ends when `work` has, and as it has, after all that was put in. */
  static async *during<T>(feed: Feed<T>, work: Promise<unknown>): AsyncGenerator<T, undefined> {
    work.then(
      () => feed.#ended({}),
      (error: unknown) => feed.#ended({ error }),
    );
    yield* feed;
  }

  #ended(end: { readonly error?: unknown }): void {
    this.#end = end;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** Work that tells what it is at: a stream of it. Leaving the stream aborts the work, and waits until it has ended. */
export async function* telling<T>(
  feed: Feed<T>,
  work: (put: (item: T) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<T, undefined> {
  const leaving = new AbortController();
  const ended = work(feed.put, AbortSignal.any([signal, leaving.signal]));
  try {
    yield* Feed.during(feed, ended);
  } finally {
    leaving.abort();
    await ended.catch(() => undefined);
  }
}
