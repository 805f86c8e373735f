import { useEffect, useState } from "react";

type Listener = (nowMs: number) => void;

interface Clock {
  readonly listeners: Set<Listener>;
  readonly timer: ReturnType<typeof setInterval>;
}

/** One timer for everything on the page that is renewed at the same pace. */
const clocks = new Map<number, Clock>();

function listen(tickMs: number, listener: Listener): () => void {
  const clock = clocks.get(tickMs) ?? startClock(tickMs);
  clock.listeners.add(listener);
  return () => {
    clock.listeners.delete(listener);
    if (clock.listeners.size > 0) return;
    clearInterval(clock.timer);
    clocks.delete(tickMs);
  };
}

function startClock(tickMs: number): Clock {
  const listeners = new Set<Listener>();
  const tick = () => {
    const nowMs = Date.now();
    for (const listener of listeners) listener(nowMs);
  };
  const clock = { listeners, timer: setInterval(tick, tickMs) };
  clocks.set(tickMs, clock);
  return clock;
}

/** The time now, renewed at a pace; `undefined` on the server and in the first frame, which must be the same. */
export function useNowMs(tickMs: number): number | undefined {
  const [nowMs, setNowMs] = useState<number>();
  useEffect(() => {
    setNowMs(Date.now());
    return listen(tickMs, setNowMs);
  }, [tickMs]);
  return nowMs;
}
