import { invariant } from "../../src/model/index.js";
import { MapTable } from "../../src/partition/table.js";

/** A table that holds whoever uses it to the law: what was not put, or deleted, is unchanged. */
export class RecordingTable<Key, Value> extends MapTable<Key, Value> {
  private readonly written = new Set<Key>();
  private readonly before = new Map<Key, string>();

  constructor(private readonly asText: (value: Value) => string) {
    super();
  }

  override put(key: Key, value: Value): void {
    this.written.add(key);
    super.put(key, value);
  }

  override delete(key: Key): void {
    this.written.add(key);
    super.delete(key);
  }

  /** From here on everything is watched. */
  watch(): void {
    this.written.clear();
    this.before.clear();
    for (const [key, value] of this.entries()) this.before.set(key, this.asText(value));
  }

  /** Throws when something has changed since that was not put. */
  checkLaw(during: string): void {
    for (const [key, value] of this.entries()) {
      if (this.written.has(key)) continue;
      invariant(this.before.get(key) === this.asText(value), `${during} changed ${String(key)} and did not put it`);
    }
  }
}
