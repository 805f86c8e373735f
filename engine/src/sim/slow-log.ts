import type { Batch, Log } from "../storage/log.js";
import type { Chance } from "./chance.js";
import type { Life } from "./world.js";

/** A log whose appends take their time beside the engine's loop; each is told of after it is done. */
export function slowLog(log: Log, life: Life, chance: Chance): Log {
  const append = (batch: Batch): Promise<void> =>
    new Promise((resolve, reject) => {
      const perform = (): void => {
        try {
          log.append(batch);
        } catch (error) {
          reject(error);
          return;
        }
        life.after(chance.spread(1), resolve);
      };
      life.after(chance.spread(4), perform);
    });
  return { read: () => log.read(), append, close: () => log.close() };
}
