import { invariant } from "../model/index.js";

const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Slot<Item> = Item | Trie<Item>;
type Trie<Item> = readonly Slot<Item>[];

/**
 * A list that is never changed: `push` and `set` give a new one and share all but one path of the
 * old. A history of 100 000 events can then keep a whole state every thousand events, and a step
 * costs the same at the end of a run as at its beginning.
 *
 *   root ── 32 branches ── 32 branches ── 32 items      (depth grows with the size)
 */
export class PersistentVector<Item> implements Iterable<Item> {
  private constructor(
    readonly size: number,
    private readonly shift: number,
    private readonly root: Trie<Item>,
  ) {}

  static empty<Item>(): PersistentVector<Item> {
    return new PersistentVector<Item>(0, 0, []);
  }

  /** `undefined` outside of the list. */
  get(index: number): Item | undefined {
    if (index < 0 || index >= this.size) return undefined;
    return this.leafOf(index)[index & MASK];
  }

  set(index: number, item: Item): PersistentVector<Item> {
    invariant(index >= 0 && index < this.size, `index ${index} lies outside of a list of ${this.size} items`);
    return new PersistentVector(this.size, this.shift, withItem(this.root, this.shift, index, item));
  }

  push(item: Item): PersistentVector<Item> {
    const full = this.size === WIDTH << this.shift;
    const shift = full ? this.shift + BITS : this.shift;
    const root: Trie<Item> = full ? [this.root] : this.root;
    return new PersistentVector(this.size + 1, shift, withItem(root, shift, this.size, item));
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let start = 0; start < this.size; start += WIDTH) yield* this.leafOf(start);
  }

  private leafOf(index: number): readonly Item[] {
    let trie = this.root;
    for (let shift = this.shift; shift > 0; shift -= BITS) trie = trie[(index >>> shift) & MASK] as Trie<Item>;
    return trie as readonly Item[];
  }
}

function withItem<Item>(trie: Trie<Item>, shift: number, index: number, item: Item): Trie<Item> {
  const copy = trie.slice();
  const slot = (index >>> shift) & MASK;
  copy[slot] = shift === 0 ? item : withItem((copy[slot] as Trie<Item> | undefined) ?? [], shift - BITS, index, item);
  return copy;
}
