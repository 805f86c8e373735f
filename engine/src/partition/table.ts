/**
 * What a partition keeps one by one, instances and entities, so that its host can keep them out of
 * memory and bring them back. A step never goes through a table: what is in memory must not show in
 * what it does.
 *
 * Law: whatever a step changes of a value, it puts in that step; what it did not put is unchanged.
 */
export interface Table<Key, Value> {
  get(key: Key): Value | undefined;
  put(key: Key, value: Value): void;
  delete(key: Key): void;
}

/** A table that is all in memory. It can be gone through, by its owner. */
export class MapTable<Key, Value> implements Table<Key, Value> {
  private readonly map = new Map<Key, Value>();

  get(key: Key): Value | undefined {
    return this.map.get(key);
  }
  put(key: Key, value: Value): void {
    this.map.set(key, value);
  }
  delete(key: Key): void {
    this.map.delete(key);
  }
  keys(): IterableIterator<Key> {
    return this.map.keys();
  }
  values(): IterableIterator<Value> {
    return this.map.values();
  }
  /** In the order in which the keys were first put. */
  entries(): IterableIterator<[Key, Value]> {
    return this.map.entries();
  }
  get size(): number {
    return this.map.size;
  }
}
