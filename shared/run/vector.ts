const width = 32;

/**
 * An immutable list of fixed length. Changing one item copies 3 short arrays, not the list (of up to 32,768 items; the
 * top one grows with more), so a state of many steps can be kept immutable event by event. Every version shares what it
 * has in common with the others.
 */
export class Vector<T> implements Iterable<T> {
  readonly length: number;
  readonly #blocks: readonly (readonly (readonly T[])[])[];

  private constructor(length: number, blocks: readonly (readonly (readonly T[])[])[]) {
    this.length = length;
    this.#blocks = blocks;
  }

  static from<T>(items: readonly T[]): Vector<T> {
    return new Vector(items.length, chunks(chunks(items)));
  }

  get(index: number): T | undefined {
    return this.#blocks[Math.floor(index / width ** 2)]?.[Math.floor(index / width) % width]?.[index % width];
  }

  /** The list with the item at `index` replaced; the same list where there is no such index. */
  with(index: number, item: T): Vector<T> {
    const [top, middle] = [Math.floor(index / width ** 2), Math.floor(index / width) % width];
    const block = this.#blocks[top];
    const leaf = block?.[middle];
    if (block === undefined || leaf === undefined || index >= this.length) return this;
    return new Vector(this.length, this.#blocks.with(top, block.with(middle, leaf.with(index % width, item))));
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    for (const block of this.#blocks) for (const leaf of block) yield* leaf;
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < items.length; at += width) all.push(items.slice(at, at + width));
  return all;
}
