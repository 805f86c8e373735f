import type { Log } from "./log.js";

/** A log whose appends each take so much longer, beside the caller: for benchmarks that imitate storage far away. */
export function delayedLog(log: Log, flushDelayMs: number): Log {
  const delay = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, flushDelayMs));
  return {
    read: (after) => log.read(after),
    lastBehind: (after) => log.lastBehind(after),
    append: async (batch) => {
      await log.append(batch);
      await delay();
    },
    release: (through) => log.release(through),
    get counters() {
      return log.counters;
    },
    close: () => log.close(),
  };
}
