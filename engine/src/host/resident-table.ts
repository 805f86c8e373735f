import type { InstanceId } from "../model/index.js";
import type { Table } from "../partition/table.js";

/** A value as it was when the table was captured; `undefined` if it had been deleted. */
export interface Captured<Key, Value> {
  readonly key: Key;
  readonly value: Value | undefined;
}

/**
 * A partition's table of which a part is in memory: what was changed since the last snapshot, what is
 * being written into the next one, and as much of the rest as there is room for. Everything else is
 * read from the snapshot store when it is asked for. Who uses the table sees no difference.
 *
 *   absent ──get, found in the store──▶ clean ──put──▶ changed ──capture──▶ being written ──written──▶ clean
 *      ▲                                  │               ▲                        │
 *      └──────────────evict───────────────┘               └──────────put──────────┘
 */
export class ResidentTable<Key extends InstanceId, Value> implements Table<Key, Value> {
  private readonly values = new Map<Key, Value>();
  private changed = new Set<Key>();
  private writing: ReadonlySet<Key> = new Set();

  constructor(private readonly load: (key: Key) => Value | undefined) {}

  get(key: Key): Value | undefined {
    const resident = this.values.get(key);
    if (resident !== undefined) return resident;
    // What the store still has of it was deleted here.
    if (this.isChanged(key)) return undefined;
    const stored = this.load(key);
    if (stored !== undefined) this.values.set(key, stored);
    return stored;
  }

  /** As {@link get}, for somebody who only looks: what is not in memory does not come into it by that. */
  peek(key: Key): Value | undefined {
    const resident = this.values.get(key);
    if (resident !== undefined || this.isChanged(key)) return resident;
    return this.load(key);
  }

  put(key: Key, value: Value): void {
    this.values.set(key, value);
    this.changed.add(key);
  }

  delete(key: Key): void {
    this.values.delete(key);
    this.changed.add(key);
  }

  /** What was deleted here and may still be in the store. */
  *deleted(): Generator<Key> {
    for (const keys of [this.changed, this.writing]) {
      for (const key of keys) if (!this.values.has(key)) yield key;
    }
  }

  /** The value of a key that {@link isChanged}, or that is in memory all the same. Reads nothing. */
  resident(key: Key): Value | undefined {
    return this.values.get(key);
  }

  /** The keys whose values in the store, if there are any, are not the newest. */
  *changedKeys(): Generator<Key> {
    yield* this.changed;
    for (const key of this.writing) if (!this.changed.has(key)) yield key;
  }

  /** What is in memory, in the order in which it came. */
  residents(): IterableIterator<[Key, Value]> {
    return this.values.entries();
  }

  get size(): number {
    return this.values.size;
  }

  get changedCount(): number {
    return this.changed.size;
  }

  isChanged(key: Key): boolean {
    return this.changed.has(key) || this.writing.has(key);
  }

  /** All that changed since the last capture. `freeze` copies what later steps change in place. */
  capture(freeze: (value: Value) => Value): readonly Captured<Key, Value>[] {
    const captured: Captured<Key, Value>[] = [];
    for (const key of this.changed) {
      const value = this.values.get(key);
      captured.push({ key, value: value === undefined ? undefined : freeze(value) });
    }
    this.writing = this.changed;
    this.changed = new Set();
    return captured;
  }

  /** What was captured is in the store now. */
  written(): void {
    this.writing = new Set();
  }

  /** Drops clean values that may go, those that came first, until no more than `keepMax` are left. */
  evict(keepMax: number, mayGo: (value: Value) => boolean, gone: (key: Key, value: Value) => void): void {
    if (this.values.size <= keepMax) return;
    for (const [key, value] of this.values) {
      if (this.values.size <= keepMax) return;
      if (this.isChanged(key) || !mayGo(value)) continue;
      this.values.delete(key);
      gone(key, value);
    }
  }
}
