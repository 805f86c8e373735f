import type { Batch, Log } from "../storage/log.js";
import type { Chance } from "./chance.js";
import type { Life } from "./world.js";

/** A log whose appends take their time beside the engine's loop; each is told of after it is done. */
export function slowLog(log: Log, meanMs: number, life: Life, chance: Chance): Log {
  const append = (batch: Batch): Promise<void> =>
    new Promise((resolve, reject) => {
      const done = (): void => void life.after(chance.spread(1), resolve);
      const perform = (): void => {
        try {
          const pending = log.append(batch);
          if (pending === undefined) done();
          else pending.then(done, reject);
        } catch (error) {
          reject(error);
        }
      };
      life.after(chance.spread(meanMs), perform);
    });
  return {
    read: (after) => log.read(after),
    lastBehind: (after) => log.lastBehind(after),
    append,
    release: (through) => log.release(through),
    get counters() {
      return log.counters;
    },
    close: () => log.close(),
  };
}
