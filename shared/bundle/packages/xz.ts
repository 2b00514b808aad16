// Facts: https://tukaani.org/xz/xz-file-format.txt; LZMA and LZMA2 as the specification in the LZMA SDK (public domain) has them.

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
/** Bytes of a block's check, by its type. What is decompressed here was proven by its digest, so that checks are passed over. */
const checkSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const lzma2 = 0x21;

/**
 * Decompresses an .xz file. Blocks that are filtered with anything but LZMA2 are none that package repositories have.
 * @param limit of what comes out, in bytes
 * @throws {SyntaxError} where it is no .xz file, damaged, or larger than the limit
 */
export function unxz(input: Uint8Array, limit: number): Uint8Array {
  const source = new Source(input);
  if (magic.some((byte) => source.byte() !== byte)) throw malformed();
  source.byte();
  const check = checkSizes[source.byte() & 15] ?? 0;
  source.skip(4);
  const decoder = new Lzma2(source, limit);
  for (;;) {
    const begin = source.at;
    const size = source.byte();
    // what begins with 0 is the index
    if (size === 0) return decoder.output();
    readHeader(source);
    source.at = begin + (size + 1) * 4;
    decoder.block();
    source.at += ((4 - ((source.at - begin) & 3)) & 3) + check;
  }
}

function readHeader(source: Source): void {
  const flags = source.byte();
  if ((flags & 3) !== 0) throw malformed();
  if (flags & 0x40) source.number();
  if (flags & 0x80) source.number();
  if (source.number() !== lzma2) throw malformed();
}

const malformed = () => new SyntaxError('not xz, or damaged');

class Source {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw malformed();
    return byte;
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  slice(length: number): Uint8Array {
    const slice = this.#bytes.subarray(this.at, (this.at += length));
    if (slice.length !== length) throw malformed();
    return slice;
  }

  /** Two bytes, the larger first. */
  short(): number {
    return this.byte() * 256 + this.byte();
  }

  /** Seven bits a byte, the least first. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw malformed();
  }
}

const half = 1024;
const probabilities = (count: number): Uint16Array => new Uint16Array(count).fill(half);

/** The lengths of matches. */
class Lengths {
  readonly choice = probabilities(2);
  readonly low = probabilities(16 << 3);
  readonly middle = probabilities(16 << 3);
  readonly high = probabilities(256);
}

/** What is learnt of a text while it is decoded. */
class Model {
  readonly literals: Uint16Array;
  readonly isMatch = probabilities(12 << 4);
  readonly isRepeat = probabilities(12);
  readonly isRepeat0 = probabilities(12);
  readonly isRepeat0Long = probabilities(12 << 4);
  readonly isRepeat1 = probabilities(12);
  readonly isRepeat2 = probabilities(12);
  readonly slots = probabilities(4 << 6);
  readonly special = probabilities(128);
  readonly align = probabilities(16);
  readonly lengths = new Lengths();
  readonly repeatLengths = new Lengths();
  state = 0;
  /** Distances of the latest matches, less one. */
  repeats: [number, number, number, number] = [0, 0, 0, 0];

  constructor(
    readonly contextBits: number,
    readonly positionMask: number,
    readonly literalMask: number,
  ) {
    this.literals = probabilities(0x300 * ((literalMask + 1) << contextBits));
  }

  static of(properties: number): Model {
    const [contextBits, literalPosition, position] = [
      properties % 9,
      Math.floor(properties / 9) % 5,
      Math.floor(properties / 45),
    ];
    if (position > 4 || contextBits + literalPosition > 4) throw malformed();
    return new Model(contextBits, (1 << position) - 1, (1 << literalPosition) - 1);
  }

  fresh(): Model {
    return new Model(this.contextBits, this.positionMask, this.literalMask);
  }
}

class Lzma2 {
  readonly #source: Source;
  readonly #limit: number;
  #out = new Uint8Array(1 << 16);
  #at = 0;
  /** Where the dictionary begins. */
  #begin = 0;
  #model: Model | undefined;
  #range = 0;
  #code = 0;

  constructor(source: Source, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  output(): Uint8Array {
    return this.#out.subarray(0, this.#at);
  }

  /** The chunks of a block. */
  block(): void {
    const source = this.#source;
    for (let control = source.byte(); control !== 0; control = source.byte()) {
      if (control >= 0xe0 || control === 1) this.#begin = this.#at;
      if (control < 0x80) {
        if (control > 2) throw malformed();
        const size = source.short() + 1;
        this.#room(size);
        this.#out.set(source.slice(size), this.#at);
        this.#at += size;
        continue;
      }
      const size = ((control & 0x1f) << 16) + source.short() + 1;
      const end = source.at + 2 + source.short() + 1 + (control >= 0xc0 ? 1 : 0);
      if (control >= 0xc0) this.#model = Model.of(source.byte());
      else if (control >= 0xa0) this.#model = this.#model?.fresh();
      if (!this.#model) throw malformed();
      this.#room(size);
      this.#chunk(this.#model, this.#at + size);
      if (source.at !== end) throw malformed();
    }
  }

  #room(size: number): void {
    const wanted = this.#at + size;
    if (wanted > this.#limit) throw new SyntaxError(`more than ${this.#limit} bytes`);
    if (wanted <= this.#out.length) return;
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(wanted, this.#out.length * 2)));
    larger.set(this.#out.subarray(0, this.#at));
    this.#out = larger;
  }

  #chunk(model: Model, end: number): void {
    const source = this.#source;
    source.byte();
    this.#range = 0xffffffff;
    this.#code = 0;
    for (let i = 0; i < 4; i++) this.#code = this.#code * 256 + source.byte();
    while (this.#at < end) {
      const position = (this.#at - this.#begin) & model.positionMask;
      if (this.#bit(model.isMatch, (model.state << 4) + position) === 0) this.#literal(model);
      else this.#match(model, position, end);
    }
    this.#normalize();
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return;
    this.#range *= 256;
    this.#code = this.#code * 256 + this.#source.byte();
  }

  #bit(of: Uint16Array, at: number): 0 | 1 {
    this.#normalize();
    const probability = of[at] ?? half;
    const bound = Math.floor(this.#range / 2048) * probability;
    if (this.#code < bound) {
      this.#range = bound;
      of[at] = probability + ((2048 - probability) >> 5);
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    of[at] = probability - (probability >> 5);
    return 1;
  }

  /** A number of so many bits, the largest first. */
  #tree(of: Uint16Array, offset: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = symbol * 2 + this.#bit(of, offset + symbol);
    return symbol - (1 << bits);
  }

  /** The least first. */
  #reverseTree(of: Uint16Array, offset: number, bits: number): number {
    let [symbol, value] = [1, 0];
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(of, offset + symbol);
      symbol = symbol * 2 + bit;
      value += bit << i;
    }
    return value;
  }

  /** Bits that are as often 0 as 1. */
  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#normalize();
      this.#range = Math.floor(this.#range / 2);
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
    }
    return value;
  }

  #literal(model: Model): void {
    const out = this.#out;
    const before = this.#at > this.#begin ? (out[this.#at - 1] ?? 0) : 0;
    const context = (((this.#at - this.#begin) & model.literalMask) << model.contextBits) + (before >> (8 - model.contextBits));
    const offset = 0x300 * context;
    let symbol = 1;
    if (model.state >= 7) {
      let match = this.#back(model.repeats[0]);
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(model.literals, offset + ((1 + expected) << 8) + symbol);
        symbol = symbol * 2 + bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = symbol * 2 + this.#bit(model.literals, offset + symbol);
    out[this.#at++] = symbol & 0xff;
    model.state = model.state < 4 ? 0 : model.state < 10 ? model.state - 3 : model.state - 6;
  }

  #match(model: Model, position: number, end: number): void {
    const { state } = model;
    let length = 0;
    if (this.#bit(model.isRepeat, state) === 0) {
      length = this.#length(model.lengths, position);
      const distance = this.#distance(model, length);
      model.repeats = [distance, model.repeats[0], model.repeats[1], model.repeats[2]];
      model.state = state < 7 ? 7 : 10;
    } else {
      const [first, second, third, fourth] = model.repeats;
      if (this.#bit(model.isRepeat0, state) === 0) {
        if (this.#bit(model.isRepeat0Long, (state << 4) + position) === 0) {
          this.#out[this.#at] = this.#back(first);
          this.#at++;
          model.state = state < 7 ? 9 : 11;
          return;
        }
      } else if (this.#bit(model.isRepeat1, state) === 0) model.repeats = [second, first, third, fourth];
      else if (this.#bit(model.isRepeat2, state) === 0) model.repeats = [third, first, second, fourth];
      else model.repeats = [fourth, first, second, third];
      length = this.#length(model.repeatLengths, position);
      model.state = state < 7 ? 8 : 11;
    }
    const [distance] = model.repeats;
    if (this.#at + length + 2 > end) throw malformed();
    for (let i = 0; i < length + 2; i++) {
      this.#out[this.#at] = this.#back(distance);
      this.#at++;
    }
  }

  /** What stands so far back, plus one. */
  #back(distance: number): number {
    const from = this.#at - distance - 1;
    if (from < this.#begin) throw malformed();
    return this.#out[from] ?? 0;
  }

  #length({ choice, low, middle, high }: Lengths, position: number): number {
    if (this.#bit(choice, 0) === 0) return this.#tree(low, position << 3, 3);
    if (this.#bit(choice, 1) === 0) return 8 + this.#tree(middle, position << 3, 3);
    return 16 + this.#tree(high, 0, 8);
  }

  #distance(model: Model, length: number): number {
    const slot = this.#tree(model.slots, Math.min(length, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.#reverseTree(model.special, high - slot, bits);
    return high + this.#direct(bits - 4) * 16 + this.#reverseTree(model.align, 0, 4);
  }
}
