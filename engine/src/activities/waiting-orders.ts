import { invariant } from "../model/index.js";
import type { ActivityOrder } from "./executor.js";

export interface WaitingOrder {
  readonly id: string;
  readonly order: ActivityOrder;
}

/** Places at the front of the line that are empty are given back when they are so many. */
const EMPTY_MAX = 1024;

/**
 * Orders that wait for a place, in the order in which they came; one of them can be taken out by its id.
 * (A `Map` alone would do, but going to its first entry passes by all that were deleted before it.)
 */
export class WaitingOrders {
  private line: (WaitingOrder | undefined)[] = [];
  private head = 0;
  private readonly byId = new Map<string, WaitingOrder>();

  get size(): number {
    return this.byId.size;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  add(id: string, order: ActivityOrder): void {
    const waiting = { id, order };
    this.byId.set(id, waiting);
    this.line.push(waiting);
  }

  /** Takes the first one out. There must be one. */
  next(): WaitingOrder {
    for (;;) {
      invariant(this.head < this.line.length, "an order is taken and none waits");
      const first = this.line[this.head];
      this.line[this.head] = undefined;
      this.head += 1;
      this.giveBack();
      if (first === undefined || this.byId.get(first.id) !== first) continue;
      this.byId.delete(first.id);
      return first;
    }
  }

  /** Nothing happens when it does not wait. */
  delete(id: string): void {
    this.byId.delete(id);
  }

  clear(): void {
    this.line = [];
    this.head = 0;
    this.byId.clear();
  }

  private giveBack(): void {
    if (this.head < EMPTY_MAX || this.head * 2 < this.line.length) return;
    this.line = this.line.slice(this.head);
    this.head = 0;
  }
}
