import type { LogPosition } from "../storage/log.js";

/** So many places at the front that are empty are given back at once. */
const EMPTY_MAX = 4096;

/**
 * What waits until the log has come to a position: first in, first out. Positions that are added never
 * decrease.
 */
export class PositionQueue<Item> {
  private positions: LogPosition[] = [];
  private items: Item[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  add(position: LogPosition, item: Item): void {
    this.positions.push(position);
    this.items.push(item);
  }

  /**
   * The log has come to this position: what waited for it leaves, in order. More may be added meanwhile.
   * Returns how many have left.
   */
  reached(position: LogPosition, leave: (item: Item) => void): number {
    let left = 0;
    while (this.head < this.items.length && (this.positions[this.head] as LogPosition) <= position) {
      const item = this.items[this.head] as Item;
      this.head += 1;
      left += 1;
      leave(item);
    }
    if (this.head === this.items.length) {
      this.positions.length = 0;
      this.items.length = 0;
      this.head = 0;
    } else if (this.head > EMPTY_MAX) {
      this.positions = this.positions.slice(this.head);
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return left;
  }
}
