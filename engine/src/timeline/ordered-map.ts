import { PersistentVector } from "./persistent-vector.js";

/** What a reader of an {@link OrderedMap} sees. */
export interface OrderedEntries<Key, Value> extends Iterable<readonly [Key, Value]> {
  readonly size: number;
  get(key: Key): Value | undefined;
  has(key: Key): boolean;
  keys(): Iterable<Key>;
  values(): Iterable<Value>;
}

/**
 * A map that is never changed, in the order in which its keys first came; keys are never removed.
 *
 * Values lie in a persistent list. Which key has which number is kept in one index that all
 * descendants share, because the keys of a run come in one order whatever event one looks at: a map
 * of `size` entries sees the first `size` keys of the index and no others. Only when two
 * descendants of one map get different next keys is the index copied.
 */
export class OrderedMap<Key, Value> implements OrderedEntries<Key, Value> {
  private constructor(
    private readonly index: Map<Key, number>,
    private readonly entries: PersistentVector<readonly [Key, Value]>,
  ) {}

  static empty<Key, Value>(): OrderedMap<Key, Value> {
    return new OrderedMap<Key, Value>(new Map(), PersistentVector.empty());
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    const number = this.index.get(key);
    return number === undefined ? undefined : this.entries.get(number)?.[1];
  }

  has(key: Key): boolean {
    const number = this.index.get(key);
    return number !== undefined && number < this.size;
  }

  set(key: Key, value: Value): OrderedMap<Key, Value> {
    const number = this.index.get(key);
    if (number !== undefined && number < this.size)
      return new OrderedMap(this.index, this.entries.set(number, [key, value]));
    return new OrderedMap(this.indexWithNext(key), this.entries.push([key, value]));
  }

  *keys(): Generator<Key> {
    for (const [key] of this.entries) yield key;
  }

  *values(): Generator<Value> {
    for (const [, value] of this.entries) yield value;
  }

  [Symbol.iterator](): Iterator<readonly [Key, Value]> {
    return this.entries[Symbol.iterator]();
  }

  private indexWithNext(key: Key): Map<Key, number> {
    if (this.index.get(key) === this.size) return this.index;
    const index = this.index.size === this.size ? this.index : this.ownIndex();
    index.set(key, this.size);
    return index;
  }

  private ownIndex(): Map<Key, number> {
    const index = new Map<Key, number>();
    for (const key of this.keys()) index.set(key, index.size);
    return index;
  }
}
