/** A set of whole numbers below a limit, as bits: unions and counts cost a word for every 32 of them. */
export class Bits {
  readonly #words: Uint32Array;

  constructor(readonly limit: number) {
    this.#words = new Uint32Array((limit + 31) >>> 5);
  }

  add(member: number): void {
    const word = member >>> 5;
    this.#words[word] = (this.#words[word] as number) | (1 << (member & 31));
  }

  has(member: number): boolean {
    return ((this.#words[member >>> 5] as number) & (1 << (member & 31))) !== 0;
  }

  addAll(other: Bits): void {
    for (let word = 0; word < this.#words.length; word++) {
      this.#words[word] = (this.#words[word] as number) | (other.#words[word] as number);
    }
  }

  /** How many members two sets of the same limit share. */
  countShared(other: Bits): number {
    let count = 0;
    for (let word = 0; word < this.#words.length; word++) {
      count += ones((this.#words[word] as number) & (other.#words[word] as number));
    }
    return count;
  }
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
