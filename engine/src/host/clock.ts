/** What time it is. A port: the simulator has its own. */
export interface Clock {
  nowMs(): number;
  /** Calls back once, not before `atMs`. Returns what takes it back. */
  callAt(atMs: number, callback: () => void): () => void;
}

/** setTimeout counts in 31 bits: a longer wait is done in pieces. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  callAt(atMs, callback) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const leftMs = atMs - Date.now();
      timer = setTimeout(
        () => (Date.now() >= atMs ? callback() : arm()),
        Math.min(Math.max(leftMs, 0), TIMEOUT_MS_MAX),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Calls back once, in a later turn of the event loop. Returns what takes it back. A port, as {@link Clock} is. */
export type NextTurn = (callback: () => void) => () => void;

export const nextTurnOfLoop: NextTurn = (callback) => {
  const scheduled = setImmediate(callback);
  return () => clearImmediate(scheduled);
};
