/**
 * Time that passes only when nobody has anything else to do: then it is at once as late as the next timer wants. It
 * stands in for `Date.now` and `setTimeout` of a whole thread, so that an engine in memory which waits for an hour
 * waits for no time at all.
 */
export interface SimulatedClock {
  /** Gives the thread its own time back. */
  restore(): void;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Turns of the event loop in which nothing is armed or disarmed before time goes on. */
const IDLE_TURNS = 12;

export function simulateClock(): SimulatedClock {
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const realNow = Date.now;
  const timers = new Map<object, Timer>();
  let nowMs = realNow();
  let order = 0;
  let idleTurns = 0;
  let turn: NodeJS.Immediate | undefined;

  const arm = (run: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]): object => {
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => order };
    order += 1;
    idleTurns = 0;
    timers.set(handle, { atMs: nowMs + Math.max(0, delayMs), order, run: () => run(...given) });
    turn ??= setImmediate(goOn);
    return handle;
  };
  const goOn = (): void => {
    turn = undefined;
    idleTurns += 1;
    if (timers.size === 0) return;
    if (idleTurns >= IDLE_TURNS) fireNext();
    if (timers.size > 0) turn ??= setImmediate(goOn);
  };
  const fireNext = (): void => {
    idleTurns = 0;
    let next: readonly [object, Timer] | undefined;
    for (const entry of timers) {
      const isEarlier =
        next === undefined ||
        entry[1].atMs < next[1].atMs ||
        (entry[1].atMs === next[1].atMs && entry[1].order < next[1].order);
      if (isEarlier) next = entry;
    }
    if (next === undefined) return;
    timers.delete(next[0]);
    nowMs = Math.max(nowMs, next[1].atMs);
    next[1].run();
  };
  const disarm = (handle: unknown): void => {
    idleTurns = 0;
    if (typeof handle === "object" && handle !== null && timers.delete(handle)) return;
    realClearTimeout(handle as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: arm, clearTimeout: disarm });
  Date.now = () => nowMs;
  return {
    restore() {
      Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
      Date.now = realNow;
      if (turn !== undefined) clearImmediate(turn);
    },
  };
}
