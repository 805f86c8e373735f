import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useState } from "react";

const TICK_MS = 250;
const TICK_MS_CALM = 1_000;

/**
 * The moment a live run has got to: the clock of this machine, but never before the run's last
 * event. A run that has ended stays at its last event.
 */
export function useNow(live: boolean, lastEventMs: number): number {
  const [clockMs, setClockMs] = useState(lastEventMs);
  const calm = useReducedMotion();
  useEffect(() => {
    if (!live) return;
    const tick = () => setClockMs(Date.now());
    tick();
    const timer = setInterval(tick, calm ? TICK_MS_CALM : TICK_MS);
    return () => clearInterval(timer);
  }, [live, calm]);
  return live ? Math.max(lastEventMs, clockMs) : lastEventMs;
}
