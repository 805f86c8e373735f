import type { EpochMs } from "../model/index.js";
import type { TimerKey } from "../partition/event.js";
import type { Clock } from "./clock.js";

interface Entry {
  readonly key: TimerKey;
  readonly fireAtMs: EpochMs;
  cleared: boolean;
}

/**
 * The timers of a thread's partitions: a binary heap and one timer of the operating system. A
 * cleared entry stays in the heap until it comes to the top, where it is passed over.
 */
export class TimerQueue {
  private readonly heap: Entry[] = [];
  private readonly entries = new Map<string, Entry>();
  private armed: { readonly atMs: EpochMs; readonly disarm: () => void } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly fire: (key: TimerKey) => void,
  ) {}

  set(key: TimerKey, fireAtMs: EpochMs): void {
    this.clear(key);
    const entry: Entry = { key, fireAtMs, cleared: false };
    this.entries.set(nameOf(key), entry);
    this.push(entry);
    this.arm();
  }

  clear(key: TimerKey): void {
    const entry = this.entries.get(nameOf(key));
    if (entry === undefined) return;
    entry.cleared = true;
    this.entries.delete(nameOf(key));
  }

  close(): void {
    this.armed?.disarm();
    this.armed = undefined;
    this.heap.length = 0;
    this.entries.clear();
  }

  private arm(): void {
    const next = this.heap[0];
    if (next === undefined || this.armed?.atMs === next.fireAtMs) return;
    this.armed?.disarm();
    this.armed = { atMs: next.fireAtMs, disarm: this.clock.callAt(next.fireAtMs, () => this.ring()) };
  }

  private ring(): void {
    this.armed = undefined;
    const nowMs = this.clock.nowMs();
    for (let top = this.heap[0]; top !== undefined && (top.cleared || top.fireAtMs <= nowMs); top = this.heap[0]) {
      this.pop();
      if (top.cleared) continue;
      this.entries.delete(nameOf(top.key));
      this.fire(top.key);
    }
    this.arm();
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.fireAtMs <= entry.fireAtMs) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const first = heap[left];
      if (first === undefined) break;
      const second = heap[left + 1];
      const [child, smaller] =
        second !== undefined && second.fireAtMs < first.fireAtMs ? [left + 1, second] : [left, first];
      if (last.fireAtMs <= smaller.fireAtMs) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
  }
}

const nameOf = (key: TimerKey): string => `${key.executionId}:${key.taskId}:${key.purpose}:${key.attempt}`;
