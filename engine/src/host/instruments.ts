import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

/** What a thread can read about itself. A port: tests turn the hands themselves. */
export interface Instruments {
  /** A stopwatch: milliseconds with fractions, only growing. It has nothing to do with the time of day. */
  elapsedMs(): number;
  /** How long the thread has worked since it began, and how long it has waited for work. */
  loop(): { readonly busyMs: number; readonly idleMs: number };
  /** Of this thread alone. */
  heapBytes(): number;
}

export const nodeInstruments: Instruments = {
  elapsedMs: () => performance.now(),
  loop: () => {
    const { active, idle } = performance.eventLoopUtilization();
    return { busyMs: active, idleMs: idle };
  },
  heapBytes: () => getHeapStatistics().used_heap_size,
};
